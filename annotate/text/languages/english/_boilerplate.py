"""English: lines that a site adds to every article: buttons, teasers, newsletters, copyright notices, corrections."""

from __future__ import annotations

import re

_SERVICES = (
    "facebook|twitter|instagram|whatsapp|linkedin|reddit|pinterest|telegram|messenger|youtube|snapchat|tiktok|mastodon|"
    "threads|bluesky|google|x"
)
_BUTTONS = f"share|tweet|pin|print|e-?mail|copy link|copy|save|comments?|link|flipboard|sms|{_SERVICES}"
_STORY = "(?:this|the) (?:story|article|post|piece|essay|column|report|interview|video|page)"
_UNQUOTED = '[^”"]*'
"""The rest of a line in which nobody is quoted: `“Names have been changed,” she said.` is body text."""

_ALTERNATIVES = (
    # on to other articles
    r"read (?:more|next|also|on|full|it (?:here|all)|the (?:rest|full|original|whole|entire|complete))\b",
    r"(?:see|watch|listen|hear|view|click|tap) (?:also|more|here|below|now|the (?:full|entire) |on )\b",
    r"(?:watch|listen|video|audio|gallery|photos|slideshow|related|more|recommended|trending|popular)\s*:",
    r"(?:see also|also read|also on [^:.]{2,40}|don['’]t miss|must read|in case you missed it|tags?|topics?)\s*:",
    r"(?:filed under|posted in|categories|category|share|comments?|keywords|sections?)\s*:",
    r"(?:related|recommended|trending|popular|most (?:read|popular|viewed|shared)|latest|top)"
    r" (?:articles?|stories|news|topics?|coverage|content|links|posts|videos?|now)\s*:?$",
    r"more (?:from|on this|in this|about this|coverage|news|stories|articles|top stories)\b[^.!?]{0,80}$",
    r"(?:related|recommended|trending) (?:articles?|stories|content|posts|videos?)\b",
    r"(?:next|previous|prev) (?:article|story|post|page)\b",
    r"for more (?:on|from|information|news|stories|coverage|great)\b[^.]{0,120}(?:visit|click|see|go to"
    r"|follow|check|:)",
    r"(?:also read|read also|read|see also|more|watch|related)\s*[:|]",
    r"(?:in pictures|also in [a-z]{2,}|more from)\s*:",
    r"[»▶►]\s",
    r"listen to this (?:article|story)\b",
    r"\d+[ -]min(?:ute)?s?(?: read)?\W*$",
    r"watch (?:live|now)\W*$",
    r"video\s*\d+:\d\d",
    r"don['’]t miss (?:these|this|our|out|any|a)\b[^.!?]{0,80}:?$",
    r"stay (?:up to date|informed|connected|tuned) (?:with|on|for|to)\b",
    # newsletters, accounts, buttons
    r"(?:sign|signing) up (?:for|to|here|now|today)\b",
    r"subscribe\b(?! to the (?:view|idea|notion|theory))",
    r"(?:log|sign) in\b[^.]{0,60}$",
    r"register (?:now|here|for free|to (?:read|continue))\b",
    r"join (?:our|us on|the conversation|the discussion)\b",
    r"(?:follow|like|find|contact|e-?mail|connect with|reach|write to) (?:us|me|him|her|them"
    r"|the (?:author|writer|reporter))"
    r" (?:at|on|via|by|here)\b",
    rf"follow [^.]{{0,80}}\bon (?:{_SERVICES})\b",
    r"follow [^.]{0,60}['’]s? (?:full )?coverage\b",
    r"follow (?:us |me |him |her |them |the (?:author|writer|reporter) )?@\w",
    rf"on (?:{_SERVICES})\s*:\s*\S+\s*$",
    r"(?:contact|e-?mail|reach|text|message|write to) (?:the )?[^.!?@]{2,60}?(?: at| on| via| by|:)\s+"
    rf"(?:\S+@|[+(]?\d{{2,5}}[) -]+[\d() -]*\d{{3}}){_UNQUOTED}$",
    rf"(?:call|phone|ring|contact)\b[^.”\"]{{0,40}}\bquoting (?:reference|incident|crime|log|ref)\b{_UNQUOTED}$",
    rf"e-?mail your [a-z ]{{2,40}} to\b{_UNQUOTED}$",
    rf"you can (?:send|e-?mail|reach|contact|write to) us\b{_UNQUOTED}$",
    r"to (?:read (?:more|the (?:rest|full))|comment|order (?:a )?cop|buy (?:a |this |the )?(?:copy|book|tickets?)"
    rf"|subscribe|submit){_UNQUOTED}, (?:please )?(?:click|e-?mail|visit|go to|log on to|call|write to)\b{_UNQUOTED}$",
    r"for (?:more |further |full )?(?:details|info(?:rmation)?|tickets|bookings?|reservations|enquiries|inquiries)"
    r"(?: (?:on|about|and|or) [^.,]{2,60})?,? (?:please )?(?:call|visit|e-?mail|contact|see|go to|text|phone|ring)\b"
    rf"{_UNQUOTED}$",
    r"for more [^.,]{2,60}, (?:sign up|subscribe)\b",
    rf"if you would like (?:to|us)\b[^.”\"]{{2,160}}\b(?:click|e-?mail|write)\b{_UNQUOTED}$",
    rf"if you (?:have|'ve|’ve) been affected by\b{_UNQUOTED}$",
    rf"do you have an opinion on the\b{_UNQUOTED}$",
    r"(?:what do you think\?|have your say[.!:]?)(?: (?:let us know|tell us|join|comment|share)\b.{0,80})?$",
    r"listen (?:to (?:our|the)\b[^.]{0,40}\bpodcast|on [a-z]+ podcasts)\b",
    r"related (?:internet )?links\W*$",
    r"catch (?:all|up on) (?:the )?[^.]{0,60}\b(?:news|updates)\b[^.]{0,60}\b(?:on|at)\b",
    r"(?:contact|e-?mail|twitter|facebook|instagram|phone|tel|fax)\s*:\s*(?:\S+|[^.!?:]{0,80}\d{3}[\d -]*)\s*$",
    r"[a-z][\w’' -]{2,40} (?:is|are|can be (?:reached|contacted|found|followed)) (?:on|at) (?:twitter"
    r"|facebook|@|[\w.]+@)",
    rf"(?:{_BUTTONS})(?:[\s,|/·•]+(?:{_BUTTONS}|this|it|on|via|with|article|story|page|your|friends|plus"
    rf"|options|by|to|and))*"
    r"\s*[.!:]?\s*$",
    r"get (?:the|our|all|daily|breaking|more|updates|alerts)\b[^.]{0,100}\b(?:newsletter|inbox|e-?mail"
    r"|app|alerts|delivered)\b",
    r"(?:download|get) (?:the|our) [^.]{0,30}\bapp\b",
    r"(?:support|donate to) (?:our|us|quality|independent)\b[^.]{0,60}(?:journalism|today|reporting|work)",
    r"(?:want|like) (?:more|what you)\b.{0,80}(?:sign up|subscribe|follow|click)",
    r"(?:send|submit) (?:us )?(?:your )?(?:tips|news tips|a tip|a letter|letters|story ideas)\b",
    r"send (?:us )?your [a-z ]{2,40} to\b[^.]{0,60}@",
    r"(?:do you )?(?:have|got) (?:a|any) (?:tips?|stor(?:y|ies)|news tips?)\b",
    r"(?:view|show|load|see|leave|post|add|read|write|hide) (?:\d+ )?(?:all |more |a |the "
    r"|\d+ )*(?:comments?|replies|reply)\b",
    r"[\d,]+ (?:comments?|shares?|views|likes)\s*$",
    r"(?:comments?|shares?|views|likes)\s*[(\[]?[\d,]+[)\]]?\s*$",
    r"view (?:this |full )?(?:post|profile|photo|video|reel|thread) on \w+\W*$",
    r"[—–-]{1,2}\s*[^.!?]{2,50}\(@\w+\)",
    r"(?:media|press|investor|pr) (?:contacts?|enquir(?:y|ies)|inquir(?:y|ies)|office|relations)\s*(?::|$)",
    # ends of press releases
    r"(?:for immediate release|(?:press|news|media) release)\s*(?:[|:–—-].{0,60})?$",
    r"(?:cautionary (?:note|statement)s? (?:regarding|on|about|concerning) )?forward[- ]looking statements?\W*$",
    r"(?:this|these|certain|some)\b[^.]{0,100}\bforward[- ]looking statements?\b",
    r"(?:notes?|information) (?:to|for) (?:the )?editors?\s*:?\s*$",
    r"(?:media|press|investors?|analysts?)\s*:\s*[^.!?:]{2,60}\d{3}[\d -]*$",
    r"doi\s*:\s*\S+\s*$",
    r"view (?:original|source) (?:content|version)\b",
    r"about (?P<about>[^.!?:]{2,50}?)\s?[:–—-]\s+(?:the )?(?P=about)\b",
    r"about the (?:author|writer)s?\s*(?::|$)",
    # rights, notices, advertising
    r"(?:copyright|©|\(c\))\s*(?:©|\(c\))?\s*(?:\d{4}|by\b|the\b|[a-z]+ \d{4})",
    rf"(?:except for the headline,? )?{_STORY} (?:has been|has not been|was|is being|will be) "
    rf"(?:updated|corrected|edited|originally|first|amended"
    rf"|published|produced)",
    rf"{_STORY} (?:originally |first )?(?:appeared|ran) (?:in|on|at)\b",
    rf"{_STORY} is (?:part of|adapted from|developing|sponsored|from)\b",
    r"(?:(?:the )?(?:views|opinions)(?: expressed)?|views here) are (?:strictly |purely )?"
    rf"(?:personal|(?:his|her|their|my) own)(?: and\b{_UNQUOTED})?[.)\]]*$",
    r"the (?:author|writer)s? (?:is|are) [^.]{2,160}\. (?:the |his |her |their )?(?:views|opinions)\b",
    rf"(?:some |the |all )?names? (?:have|has) been changed(?: (?:to|for|at|on|by)\b{_UNQUOTED})?\W*$",
    r"this is a (?:developing|breaking)(?: news)? story\b",
    r"our standards\s*:",
    r"the [a-z ]{3,40} (?:receives support from|is solely responsible for)\b",
    r"(?:the )?(?:views|opinions) expressed (?:in|here|by|are)\b",
    r"this (?:content|video|audio|post|image|feature) is (?:not |un|no longer )available\b",
    r"to contact the (?:reporters?|editors?|authors?|writers?)\b",
    r"[-–—*#\s]*(?:30|ends?)[-–—*#\s]*$",
    r"(?:update|updated|correction|clarification|editor['’]s note|editors['’] note|note to readers"
    r"|disclaimer|disclosure)\b"
    r"\s*(?:\([^)]*\)|\d[^:]{0,40})?\s*[:–—]",
    r"(?:advertisement|advert|sponsored|promoted)\b\s*(?:[-–—:].{0,60})?$",
    r"(?:story|article) continues (?:below|after)\b",
    r"the post [^\n]{3,200} (?:appeared first on|first appeared on)\b",
    r"(?:scroll (?:down|to continue)|skip (?:to|past|advertisement)|continue reading)\b",
    r"(?:sponsored|promoted|paid) (?:content|by|post|program)\b",
    r"loading\b.{0,20}$",
    r"(?:please )?enable javascript\b",
    r"(?:terms of (?:use|service)|privacy policy|cookie policy|about us|contact us|help|faq)\s*(?:[|·•].*)?$",
    r"(?:we|this (?:site|website)) uses? cookies\b",
    r"(?:https?://|www\.)\S+$",
    r"pic\.twitter\.com\S*$",
    r"@\w+\.?$",
    r"(?:corrections?|clarifications?) appended\b",
    r"(?:abstract|full text|loading|topics|none|n/a)\W*$",
    r"\#\w+(?:\s+\#\w+)*$",
    r"\[?(?:video|audio|photos?|image|gallery|embedded|tweet)\b[^.\]]{0,120}\b(?:watch|view|play"
    r"|loading)\b[^\]]{0,60}\]?$",
)

_INSIDE = (
    r"[^.]{0,100}\b(?:newsletter|inbox)\b[^.]{0,100}(?:sign up|subscribe|delivered|click here)",
    r"[^.]{0,120}\ball rights reserved\b",
    r"[^\n]{0,300}\bto (?:order|buy) (?:a copy|copies)\b[^!?]{0,80}\b(?:go to|visit|call)\b",
    r"(?:(?-i:[A-Z])[\w.’'-]*[,;|/:]*\s+|[+(]?\d[\d()./-]*[,;|/]?\s+){1,14}[\w.+-]+@[\w-]+\.[\w.-]+\W*$",
    r"[^.]{0,60}\b(?:this|our) (?:material|content|copyrighted material) (?:may|is|must) not be\b",
)

BOILERPLATE = re.compile(r"[>*•▶►»\[(\"“'‘\s]*(?:" + "|".join(_ALTERNATIVES) + ")")
"""Matches the beginning of a line that belongs to the site, not to the article."""

BOILERPLATE_INSIDE = re.compile("|".join(_INSIDE), re.IGNORECASE)
"""The same for lines that are recognized by words further on."""

BOILERPLATE_SIGNS = ("newsletter", "inbox", "rights reserved", " not be", " a copy", " copies", "@")
"""One of these is in every line that `BOILERPLATE_INSIDE` matches; to look for them takes far less time."""
