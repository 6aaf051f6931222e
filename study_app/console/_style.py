"""The console's look, where Streamlit's own theme does not reach."""

STYLE = """
<style>
  [data-testid="stApp"] { background: #f5f7f9; color: #17212b; }
  [data-testid="stMainBlockContainer"] { padding-block: 1.5rem 3rem; max-width: 84rem; }
  [data-testid="stHeader"], [data-testid="stAppHeader"] { display: none; }
  [class*="st-key-card"] { background: #fff; border-color: #d5dde4 !important; }
  [class*="st-key-card_number"] { gap: 0; padding: .75rem 1rem; }
  h1 { font-size: 1.75rem !important; padding: 0 !important; }
  h3 { font-size: 1.1rem !important; padding: 0 !important; }
  [data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: #47535f !important; }
  [data-testid="stMetricValue"] { font-size: 1.7rem; }
</style>
"""
