"""The errors Bedrock's runtime answers with, and the HTTP code of each.

Names and codes are the botocore service model's for InvokeModel and Converse; the two about
signatures are those every AWS service has.
"""

from __future__ import annotations

from collections.abc import Mapping

HTTP_CODES: Mapping[str, int] = {
    "AccessDeniedException": 403,
    "InternalServerException": 500,
    "ModelErrorException": 424,
    "ModelNotReadyException": 429,
    "ModelTimeoutException": 408,
    "ResourceNotFoundException": 404,
    "ServiceQuotaExceededException": 400,
    "ServiceUnavailableException": 503,
    "ThrottlingException": 429,
    "ValidationException": 400,
    "MissingAuthenticationTokenException": 403,
    "IncompleteSignatureException": 403,
    "UnknownOperationException": 404,
}

MESSAGES: Mapping[str, str] = {
    "AccessDeniedException": "You don't have access to the model with the specified model ID.",
    "InternalServerException": "The system encountered an unexpected error during processing. "
    "Try your request again.",
    "ModelErrorException": "The system encountered an unexpected error during processing. "
    "Try your request again.",
    "ModelNotReadyException": "The model is not ready for inference. Try your request again.",
    "ModelTimeoutException": "Model has timed out in processing the request. "
    "Try your request again.",
    "ResourceNotFoundException": "This model version has reached the end of its life. "
    "Please refer to the AWS documentation for more details.",
    "ServiceQuotaExceededException": "Your request exceeds the service quota for your account.",
    "ServiceUnavailableException": "Bedrock is unable to process your request.",
    "ThrottlingException": "Too many requests, please wait before trying again.",
    "ValidationException": "Malformed input request, please reformat your input and try again.",
}


class ServiceError(Exception):
    """A request the service refuses.

    Attributes:
        name: The exception's name, as in the `x-amzn-errortype` header.
        message: What the body says.
        code: HTTP status code.
    """

    def __init__(self, name: str, message: str = "") -> None:
        self.name = name
        self.message = message or MESSAGES.get(name, name)
        self.code = HTTP_CODES[name]
        super().__init__(f"{name}: {self.message}")


def validation(message: str) -> ServiceError:
    """A ValidationException: the request is wrong and stays so."""
    return ServiceError("ValidationException", message)
