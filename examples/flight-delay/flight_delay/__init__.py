"""Predicts, when a flight leaves, whether it will arrive more than 15 minutes late."""
