"""Links to objects that carry their own signature: whose they are, and for how long."""

from __future__ import annotations

import re
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from botocore.config import Config

from local.aws import Aws

from .conftest import _session

BUCKET = "imagine-outputbucket"


def link(stores: Aws, bucket: str = BUCKET) -> str:
    """A link that the function made."""
    stores.client("s3").put_object(Bucket=BUCKET, Key="T0/1.jpg", Body=b"jpg")
    # As bot.clients makes its own: without the version the SDK signs links the old way.
    client = _session().client(
        "s3", endpoint_url=stores.url, config=Config(signature_version="s3v4")
    )
    made = client.generate_presigned_url(
        "get_object", Params={"Bucket": bucket, "Key": "T0/1.jpg"}, ExpiresIn=60
    )
    client.close()
    return str(made)


def test_a_link_fetches_the_object(stores: Aws) -> None:
    """A fresh link of the function's is answered with the object."""
    with urlopen(link(stores), timeout=10) as answer:  # noqa: S310 - loopback
        assert answer.read() == b"jpg"


def test_an_old_link_does_not(stores: Aws) -> None:
    """A link is good until its time is up."""
    old = re.sub(r"X-Amz-Date=\d{8}", "X-Amz-Date=20200101", link(stores))
    with pytest.raises(HTTPError, match="403") as refused:
        urlopen(old, timeout=10)  # noqa: S310 - loopback
    with refused.value as answer:
        assert b"expired" in answer.read()


def test_a_link_can_do_what_its_maker_may(stores: Aws) -> None:
    """A link to what the function's role does not reach is refused."""
    with pytest.raises(HTTPError, match="403") as refused:
        urlopen(link(stores, "imagine-other"), timeout=10)  # noqa: S310 - loopback
    refused.value.close()
