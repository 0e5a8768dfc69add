"""Measurements that are run by hand: times, and files damaged by chance."""
