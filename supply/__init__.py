"""What the program stands on, looked at by tools of their own environment: `make audit` and `make sbom`."""
