"""Growth past one machine: a small simulation of many workspaces against the real limits."""
