"""Sessions and clients for moto that are made once per process, because making one is slow.

moto's state is apart from the clients that reach it, so a client outlives the mock it was made in.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3
import moto.kms.models
from botocore.loaders import Loader
from botocore.session import Session

REGION = "us-west-2"

_loader = Loader()
"""Shared by all sessions: a service's description is read once."""

# moto makes an RSA key for each encrypted table, a tenth of a second, and encrypts nothing with it.
moto.kms.models.generate_private_key = cache(moto.kms.models.generate_private_key)


def session() -> Session:
    """Make a botocore session."""
    made = Session()
    made.register_component("data_loader", _loader)
    made.set_config_variable("region", REGION)
    return made


@cache
def operator(service: str) -> Any:
    """The operator's client of a service; the same one each time."""
    return boto3.session.Session(botocore_session=session()).client(service)
