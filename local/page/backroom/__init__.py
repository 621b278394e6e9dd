"""What happens behind the conversations: every call of the function, and trouble on order."""
