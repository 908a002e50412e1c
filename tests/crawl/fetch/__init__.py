"""Tests of the fetcher, over real HTTP on loopback."""
