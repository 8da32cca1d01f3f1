"""The styles of the labelling page in Label Studio.

The sentence and its context are in a frame of one height, so that the buttons below are where they were on the last
sentence; a long sentence is scrolled in it. Colours follow Label Studio's own light or dark mode.
"""

from __future__ import annotations

STYLE = """
:root { --a-soft: #5b6472; --a-ink: #14181f; --a-wash: #eef4fb; --a-line: #d8dde6; --a-edge: #2f6fb0; }
[data-color-scheme="dark"] { --a-soft: #b4bcc8; --a-ink: #f2f4f7; --a-wash: #263341; --a-line: #4a525d; }
[data-color-scheme="dark"] { --a-edge: #7db4f2; --a-mark: #7a5c00; }
.lsf-sidepanels { padding-left: 0 !important; padding-right: 0 !important; }
.lsf-sidepanels__wrapper { display: none !important; }
.a-page { display: flex; flex-wrap: wrap; gap: 10px 28px; max-width: 84rem; margin: 0 auto; padding: 4px 12px; }
.a-banner { flex: 1 1 100%; padding: 8px 14px; border: 2px solid var(--a-edge); border-radius: 8px; }
.a-banner * { font-size: 16px !important; line-height: 1.4 !important; margin: 0 !important; }
.a-main { flex: 3 1 36rem; min-width: 0; }
.a-reading { overflow-y: auto; overscroll-behavior: contain; }
.a-guide { flex: 1 1 17rem; max-height: calc(100vh - 150px); overflow-y: auto; position: sticky; top: 8px; }
.a-guide h4, .a-guide h5 { font-size: 13.5px !important; line-height: 1.45 !important; font-weight: 400 !important; }
.a-guide h4, .a-guide h5 { margin: 0 0 7px !important; }
.a-guide .ant-collapse, .a-guide .ant-collapse * { background: transparent !important; color: var(--a-ink) !important; }
.a-guide .ant-collapse, .a-guide .ant-collapse-item { border-color: var(--a-line) !important; }
.a-guide .ant-collapse-header, .a-guide summary { font-size: 15px !important; font-weight: 600 !important; }
.a-about h4, .a-about h5 { font-size: 14px !important; color: var(--a-soft) !important; margin: 0 0 2px !important; }
.a-headline h4, .a-headline h5 { font-size: 18px !important; font-weight: 600 !important; }
.a-headline h4, .a-headline h5 { margin: 0 0 8px !important; color: var(--a-ink) !important; }
.a-context h4, .a-context h5 { font-size: 17px !important; line-height: 1.5 !important; }
.a-context h4, .a-context h5 { font-weight: 400 !important; color: var(--a-soft) !important; }
.a-context h4, .a-context h5 { margin: 0 18px !important; min-height: 1em; }
.a-sentence { padding: 14px 18px; margin: 10px 0; border-left: 5px solid var(--a-edge); background: var(--a-wash); }
.a-sentence { border-radius: 0 8px 8px 0; }
.a-sentence * { font-size: 26px !important; line-height: 1.42 !important; color: var(--a-ink) !important; }
.a-sentence mark { background: var(--a-mark, #ffe08a) !important; border-radius: 4px; padding: 0 3px; }
.a-sentence .lsf-richtext__container { padding: 0 !important; background: transparent !important; }
.a-question { margin-top: 14px; }
.a-question h4, .a-question h5 { font-size: 15px !important; margin: 0 0 8px !important; }
.a-question .lsf-choices { display: flex; flex-wrap: wrap; gap: 10px; margin: 0 !important; }
.a-question .lsf-choice { margin: 0 !important; padding: 0 !important; }
.a-question label { padding: 6px 20px !important; border: 2px solid #9aa4b2; border-radius: 9px; }
.a-question label { margin: 0 !important; }
.a-question label { font-size: 18px !important; min-height: 48px; display: flex !important; align-items: center; }
.a-question label .ant-checkbox, .a-question label .ant-radio { display: none !important; }
.a-question label span:last-child { padding: 0 !important; font-size: 18px !important; }
.a-question sup.lsf-hint { top: 0; margin-left: 8px; font-size: 13px; opacity: 0.75; vertical-align: baseline; }
.a-comment { margin-top: 14px; max-width: 40rem; }
@media (max-width: 700px) {
  .lsf-sidepanels__content, .lsf-main-content, .lsf-main-view { padding: 0 !important; margin: 0 !important; }
  .lsf-main-view__annotation { padding: 0 !important; }
  .a-page { padding: 2px 4px; }
  .a-main { flex-basis: 100%; }
  .a-guide { position: static; max-height: none; flex-basis: 100%; }
  .a-sentence { padding: 10px 12px; }
  .a-sentence * { font-size: 20px !important; }
  .a-context h4, .a-context h5 { font-size: 15px !important; margin: 0 12px !important; }
  .a-question { margin-top: 8px; }
  .a-question label { padding: 4px 12px !important; min-height: 44px; }
  .a-question label span:last-child { font-size: 16px !important; }
  .a-question sup.lsf-hint { display: none; }
  .lsf-editor { margin: 0 !important; width: 100% !important; }
  .lsf-bottombar { margin: 0 !important; padding: 0 4px !important; }
  .lsf-bottombar__group:first-child { max-width: 112px; overflow: hidden; }
  .lsf-bottombar__group:last-child, .lsf-bottombar__group:last-child .lsf-bottombar__section { flex: 1; }
  .lsf-bottombar .lsf-controls { width: 100%; grid-auto-columns: 1fr; }
  .lsf-bottombar .lsf-controls button { min-width: 0 !important; width: 100% !important; }
}
"""

_FIXED, _QUESTION = 310, 104
"""Pixels that Label Studio's bars and the lines for comments and flags take, and a question with one row of labels."""


def reading_frame(questions: int) -> str:
    """The style that gives the sentence and its context one height, which leaves room for so many questions."""
    taken = _FIXED + _QUESTION * questions
    frame = f".a-reading {{ height: clamp(250px, calc(100vh - {taken}px), 430px); }}"
    return f"{frame}\n@media (max-width: 700px) {{ .a-reading {{ height: 270px; }} }}\n"
