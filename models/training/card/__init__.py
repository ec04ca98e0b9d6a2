"""Draws the model card's tables and pictures from plain numbers. Imports nothing of the other folders."""
