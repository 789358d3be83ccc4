"""Parts of case pages that several stages share: next steps, and the answers of the referrer."""
