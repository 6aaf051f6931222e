"""What is shown: drawn and generated pictures of skin, recorded and live answers, stimulus sets."""
