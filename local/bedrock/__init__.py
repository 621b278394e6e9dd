"""An emulator of Amazon Bedrock's runtime, strict about what it takes.

    bedrock = Bedrock(painter, speaker)
    served = serve(bedrock)          # served.url for AWS_ENDPOINT_URL_BEDROCK_RUNTIME
    bedrock.fail(IMAGE_MODEL, Trouble.THROTTLE, times=3)

`service` is the logic, `server` the port, `stable_diffusion` and `nova` the two models,
`shapes` the service model as a schema, `faults` the trouble on order.
"""

from local.bedrock.faults import Trouble
from local.bedrock.nova import PROFILE_ID as TEXT_MODEL
from local.bedrock.server import Served, serve
from local.bedrock.service import Bedrock, Call
from local.bedrock.stable_diffusion import MODEL_ID as IMAGE_MODEL

__all__ = ["IMAGE_MODEL", "TEXT_MODEL", "Bedrock", "Call", "Served", "Trouble", "serve"]
