"""Checks of a deployment, each with its mend. For the operator's machine: it does not deploy."""
