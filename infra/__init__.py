"""What builds, deploys and tends the bot. Nothing in here is part of what deploys."""
