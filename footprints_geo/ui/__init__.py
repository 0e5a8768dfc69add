"""The pages' parts: the only rooms that know Streamlit."""
