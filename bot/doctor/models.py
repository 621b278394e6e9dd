"""Checks of the two models: offered in the region, open to the account, and, if asked, called."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from bot.doctor.deployment import Deployment
from bot.doctor.finding import Worth, Wrong
from core.bedrock import enhance_client, image_client, translate
from core.errors import Filtered, ImagineError, Misconfigured
from core.generate import body, generate
from core.model import AspectRatio, ImageRequest

_ACCESS = (
    "have somebody with aws-marketplace:Subscribe rights run make doctor SPEND=1 once, or call the "
    "model in the Bedrock playground; the account needs a payment method"
)
_OTHER = "set another id or region: make deploy PARAMETERS="


def image_model(deployment: Deployment) -> str:
    """Whether the image model is offered where it is called, and the account may use it."""
    settings = deployment.settings
    return _foundation(deployment, settings.image_model, settings.bedrock_region, on_demand=True)


def enhance_model(deployment: Deployment) -> str:
    """Whether the inference profile of the enhancement is there, and its model alive."""
    settings = deployment.settings
    model, region = settings.enhance_model, settings.bedrock_region
    if not model.startswith(("us.", "global.", "eu.", "apac.")):
        return _foundation(deployment, model, region, on_demand=True)
    client = deployment.client("bedrock", region)
    try:
        profile = client.get_inference_profile(inferenceProfileIdentifier=model)
    except ClientError as error:
        raise _unknown(error, model, region, "EnhanceModelId") from error
    if profile["status"] != "ACTIVE":
        raise Wrong(f"{model} is {profile['status']}", f'{_OTHER}"EnhanceModelId=…"')
    bare = model.partition(".")[2]
    return f"{model} is ACTIVE; {_foundation(deployment, bare, region, on_demand=False)}"


def _foundation(deployment: Deployment, model: str, region: str, *, on_demand: bool) -> str:
    client = deployment.client("bedrock", region)
    parameter = "ImageModelId" if on_demand else "EnhanceModelId"
    try:
        details = client.get_foundation_model(modelIdentifier=model)["modelDetails"]
    except ClientError as error:
        raise _unknown(error, model, region, parameter) from error
    if on_demand and "ON_DEMAND" not in details.get("inferenceTypesSupported", ["ON_DEMAND"]):
        raise Wrong(
            f"{model} takes no on-demand throughput in {region}",
            f"set the id of its inference profile: make deploy PARAMETERS="
            f'"EnhanceModelId=us.{model}"',
        )
    _is_open(client.get_foundation_model_availability(modelId=model), model, region)
    life = details.get("modelLifecycle", {})
    if life.get("status") == "LEGACY":
        end = life.get("endOfLifeTime")
        raise Worth(
            f"{model} is LEGACY" + (f" and ends on {end:%Y-%m-%d}" if end else ""),
            f'{_OTHER}"{parameter}=…" with its successor, before then',
        )
    return f"{model} is ACTIVE in {region}"


def _is_open(found: dict[str, Any], model: str, region: str) -> None:
    if found["regionAvailability"] != "AVAILABLE":
        raise Wrong(f"{model} is not offered in {region}", f'{_OTHER}"BedrockRegion=us-west-2"')
    if found["authorizationStatus"] != "AUTHORIZED":
        raise Wrong(f"the account may not use {model}", _ACCESS)
    agreement = found["agreementAvailability"]
    if agreement["status"] == "PENDING":
        raise Worth(f"the subscription to {model} is being made", "wait some minutes")
    if agreement["status"] != "AVAILABLE":
        raise Wrong(f"there is no subscription to {model}: {agreement['status']}", _ACCESS)
    if found["entitlementAvailability"] != "AVAILABLE":
        raise Wrong(f"the account has no access to {model}", _ACCESS)


def _unknown(error: ClientError, model: str, region: str, parameter: str) -> Exception:
    if error.response["Error"]["Code"] in {"ResourceNotFoundException", "ValidationException"}:
        return Wrong(f"{model} is not offered in {region}", f'{_OTHER}"{parameter}=…"')
    return error


def call_enhance_model(deployment: Deployment) -> str:
    """One real rewrite, about a hundredth of a cent."""
    settings = deployment.settings
    model = settings.enhance_model
    client = enhance_client(settings.bedrock_region, session=deployment.session)
    try:
        client.converse(
            modelId=model,
            messages=[{"role": "user", "content": [{"text": "Say: ready"}]}],
            inferenceConfig={"maxTokens": 10},
        )
    except Exception as error:
        raise _failed(translate(error, model_id=model), error) from error
    return f"{model} answered"


def call_image_model(deployment: Deployment) -> str:
    """One real picture, 0.08 US dollars."""
    settings = deployment.settings
    model = settings.image_model
    client = image_client(settings.bedrock_region, session=deployment.session)
    request = ImageRequest("a red fox in the snow", aspect_ratio=AspectRatio.RATIO_1_1, seed=42)
    asked = body(request, request.prompt, None)
    try:
        image = generate(client, model_id=model, body=asked)
    except Filtered:
        return f"{model} answered, though its filter held the picture back"
    except ImagineError as error:
        raise _failed(error, error.__cause__ or error) from error
    return f"{model} painted {image.width}×{image.height}"


def _failed(error: ImagineError, cause: BaseException) -> Wrong:
    mend = error.mend if isinstance(error, Misconfigured) else "try again in a minute"
    return Wrong(f"{error} ({cause})", mend)
