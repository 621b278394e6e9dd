"""The two buckets: source images in, pictures out.

A picture's key comes from its job's id, so that whoever goes on with the job finds it and
nothing is painted twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from core.aws import AwsError, code_of, fault
from core.errors import ImagineError, SourceRefused, Unavailable
from core.model import Image, Job, OutputFormat, StoredImage

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MENDS = {
    "AccessDenied": "grant the function GetObject, PutObject and DeleteObject on the bucket's "
    "objects and ListBucket on the bucket, as infra/template.yaml does",
    "NoSuchBucket": "set INPUT_BUCKET and OUTPUT_BUCKET to the buckets the stack made",
}
_MISSING = {"NoSuchKey", "404", "NotFound"}
_TAKEN = {"PreconditionFailed", "ConditionalRequestConflict", "412"}


class Buckets:
    """Reads and writes pictures.

    Args:
        client: An S3 client.
        inputs: Name of the bucket source images are kept in.
        outputs: Name of the bucket pictures are kept in.
    """

    def __init__(self, client: S3Client, *, inputs: str, outputs: str) -> None:
        self._client = client
        self.inputs = inputs
        self.outputs = outputs

    def find_picture(self, job: Job) -> Image | None:
        """The picture of a job if there is one already.

        Raises:
            Transient: The bucket could not be read.
            Misconfigured: The bucket is not there, or not ours to read.
        """
        return self._read(self.outputs, picture_key(job))

    def put_picture(self, job: Job, image: Image) -> tuple[StoredImage, Image | None]:
        """Keep a picture. The first one kept under a job's key stays.

        A worker that lost its lease while the model painted may come back with a second
        picture for the same job: whichever was kept first is the one people get.

        Returns:
            What is kept, and the picture that was there before, or None where this one was
            the first.

        Raises:
            Transient: The bucket could not be written.
            Misconfigured: The bucket is not there, or not ours to write.
        """
        key = picture_key(job)
        try:
            self._client.put_object(
                Bucket=self.outputs,
                Key=key,
                Body=image.content,
                ContentType=image.format.content_type,
                IfNoneMatch="*",
                # ASCII only, 2 KB in all: no words of people here.
                Metadata={
                    "job-id": job.id,
                    "seed": str(job.request.seed),
                    "width": str(image.width),
                    "height": str(image.height),
                },
            )
        except (BotoCoreError, ClientError) as error:
            if code_of(error) not in _TAKEN:
                raise _fault(error) from error
        else:
            return _stored(key, image), None
        # Ours after all where only the answer to an earlier try was lost.
        first = self._read(self.outputs, key)
        if first is None:
            raise Unavailable("the picture's object is being written by another worker")
        return _stored(key, first), None if first.content == image.content else first

    def put_source(self, job: Job, image: Image) -> str:
        """Keep a source image that was made safe, and return its key.

        Raises:
            Transient: The bucket could not be written.
            Misconfigured: The bucket is not there, or not ours to write.
        """
        key = f"{job.door}/{job.tenant}/{job.id.partition('.')[2]}.{image.format.extension}"
        try:
            self._client.put_object(
                Bucket=self.inputs,
                Key=key,
                Body=image.content,
                ContentType=image.format.content_type,
                Metadata={
                    "job-id": job.id,
                    "width": str(image.width),
                    "height": str(image.height),
                },
            )
        except (BotoCoreError, ClientError) as error:
            raise _fault(error) from error
        return key

    def get_source(self, key: str) -> Image | None:
        """A source image that was made safe; None when it is no longer kept.

        Raises:
            Transient: The bucket could not be read.
            Misconfigured: The bucket is not there, or not ours to read.
        """
        return self._read(self.inputs, key)

    def get_upload(self, key: str, *, most: int) -> bytes | None:
        """What a caller has put into the input bucket; None when there is nothing.

        Raises:
            SourceRefused: It has more than `most` bytes.
            Transient: The bucket could not be read.
            Misconfigured: The bucket is not there, or not ours to read.
        """
        try:
            answer = self._client.get_object(Bucket=self.inputs, Key=key)
            if answer["ContentLength"] > most:
                raise SourceRefused(f"That file is larger than {most / 1e6:.0f} MB.")
            return answer["Body"].read()
        except (BotoCoreError, ClientError) as error:
            if code_of(error) in _MISSING:
                return None
            raise _fault(error) from error

    def link(self, key: str, seconds: int) -> str:
        """An address under which a picture can be fetched for so long.

        It lives no longer than the credentials it is made with, which for a function's own are
        some hours.
        """
        return self._client.generate_presigned_url(
            "get_object", Params={"Bucket": self.outputs, "Key": key}, ExpiresIn=seconds
        )

    def delete(self, job: Job) -> None:
        """Remove the job's picture, in whatever format it was kept.

        Raises:
            Transient: The bucket could not be written.
            Misconfigured: The bucket is not there, or not ours to write.
        """
        key = job.image.key if job.image else picture_key(job)
        try:
            self._client.delete_object(Bucket=self.outputs, Key=key)
        except (BotoCoreError, ClientError) as error:
            raise _fault(error) from error

    def _read(self, bucket: str, key: str) -> Image | None:
        try:
            answer = self._client.get_object(Bucket=bucket, Key=key)
            content = answer["Body"].read()
        except (BotoCoreError, ClientError) as error:
            if code_of(error) in _MISSING:
                return None
            raise _fault(error) from error
        return Image(
            content=content,
            format=OutputFormat(answer["ContentType"].removeprefix("image/")),
            width=int(answer["Metadata"]["width"]),
            height=int(answer["Metadata"]["height"]),
        )


def _stored(key: str, image: Image) -> StoredImage:
    return StoredImage(
        key=key,
        content_type=image.format.content_type,
        width=image.width,
        height=image.height,
        size=len(image.content),
    )


def picture_key(job: Job) -> str:
    """Object key of a job's picture: tenant, the id's hash, the asked format's ending."""
    output_format: OutputFormat = job.request.output_format
    return f"{job.tenant}/{job.id.partition('.')[2]}.{output_format.extension}"


def _fault(error: AwsError) -> ImagineError:
    return fault(error, service="S3", mends=_MENDS)
