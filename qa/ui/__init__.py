"""The pages. Streamlit lives here and in the entry file alone."""
