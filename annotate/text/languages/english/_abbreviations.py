"""English: words whose full stop may not end a sentence, words that begin one, and tags after quotations."""

from __future__ import annotations

import re

from annotate.text.languages._grammar import word_set
from annotate.text.languages._language import Abbreviations, Sentences

_SAYING = (
    "said|says|say|asked|asks|told|tells|added|adds|wrote|writes|tweeted|replied|answered|responded|exclaimed|shouted|"
    "cried|wondered|declared|quipped|joked|continued|noted|stated|explained|argued|insisted|recalled|remarked|demanded|"
    "texted|e-mailed|emailed|posted|began|begins|interjected|urged|pleaded|begged|recalls|whispers|muttered|murmured|"
    "sighed|sobbed|gasped|hissed|ventured|inquired|enquired|prompted|retorted|screams|yells|shouts|cries|wonders|"
    "explains|continues|notes|insists|argues|replies|admits|admitted|announced|announces|confessed|conceded|boasted|"
    "teased|repeated|repeats|promised|vowed|suggested|suggests|objected|protested|remembers|remembered|thought|"
    "queried|yelled|screamed|whispered|laughed|concluded|countered|observed|mused|warned|charged|complained|snapped"
)
"""Verbs of a speaker's tag, as a regular expression's alternatives."""
_UTTERING = (
    r"(?:called|shot)(?:\s+(?:out|back|up|down|over|after\s+\w+|to\s+\w+))?|growled|barked|snarled|moaned|groaned|"
    r"mumbled|stammered|stuttered|whimpered|wailed|shrieked|bellowed|roared|grunted|croaked|blurted(?:\s+out)?|"
    r"guessed|chuckled|giggled|breathed|drawled|chimed\s+in|cut\s+in|broke\s+in|piped\s+up"
)
"""Verbs that are a tag only where nothing follows them, since they also describe."""

_NAMES = r"(?:[A-Z][\w.’'-]*\s+){1,3}"
_OWNED = r"(?:[A-Z][\w.-]*\s+){0,2}[A-Z][\w-]*[’']s\s+(?:[a-z][\w-]*\s+){1,3}"
"""Somebody described by another, as in `Talvik’s aide asked`."""
_DESCRIBED = r"(?:[A-Z][\w.’'-]*\s+){0,3}[A-Z][\w.’'-]*,\s[^,.!?]{2,60},\s+"
"""A name and who that is, as in `Mira Talvik, who runs the port, asked`."""

_TITLES = word_set(
    "Mr Mrs Ms Mx Messrs Mmes Dr Drs Prof Rev Hon Fr Msgr Sen Sens Rep Reps Gov Govs Lt Col Gen Gens Maj Capt Cpl "
    "Cmdr Adm Sgt Pfc Pvt Det Insp Supt Pres Amb Atty Asst Assoc Dep Ald Del Treas Sec Supt Brig Ens Mt Ft Pt Msr "
    "M Mme Mlle Engr Shri Sri Smt Kum Km Rt hon M/s M/S Adv Wg Gp Cdr Sqn Flt Bro Cpt Lieut Genl Sergt Corpl "
    "Wm Chas Jno Thos Jas Robt Saml Geo Danl Nathl Richd Edwd Benj"
)

ABBREVIATIONS = Abbreviations(
    titles=_TITLES | word_set("PVT HON MR MRS MS DR PROF REV SEN SENS REP REPS GOV GEN LT COL MAJ CAPT SGT ADM"),
    before_numbers=word_set(
        "A.D B.C N° tsp tbsp oz lb lbs hr hrs mins Ext tel Tel No Nos no nos p pp pg Fig Figs fig figs Vol vol Ch ch "
        "Sec sec Art art Eq eq Ver ver v Para para Rd Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec c ca approx "
        "est Est Ex ex ext art cf Ps Gen Rev Rs al Ch Sched Apt Rm Bldg Ste Cl Stat App Tab Rte Sun Mon Tue Tues Wed "
        "Thu Thur Thurs Fri Sat Paras paras Cert cert "
        "Secs chs eqs Chs Eqs Eqn Eqns Arts Ref Refs vers Sect Sects sect Exp Exps exp fl Jct Hwy Tr abt bef Appx App "
        "par subpar col cols chr ft yd yds gal qt qts pts sq cu wt ht fol vv ll suppl Suppl Reg Br lat Lat pop elev "
        "min max secs yrs mos jan feb apr aug sept oct nov dec Tbl Thm Lem Obs Tbs tbs doz Bk Pt pt vols Vols Supp "
        "Prop "
        "Props Dist Amdt Flt Op Mk"
    ),
    inside=word_set(
        "vs v e.g i.e cf Cf viz ca approx al. resp incl esp e.g. i.e. vs. Vs eg ie Ret ret eds P.S P.P.S N.B "
        "Retd retd em emer PS PPS a.k.a f.k.a n.k.a d.b.a w.r.t"
    ),
    name_endings=word_set(
        "Jr Sr Inc Corp Co Cos Ltd Bros Assn Dept Univ Cie Plc Pty Mfg Intl Natl Govt Est Esq Ave Blvd St Rd Hwy Sq "
        "Bldg Ph.D Ph.Ds M.D B.A M.A B.S M.S M.B.A J.D LL.B D.D.S Co.Ltd Tech Inst Comm Conf Div Mfrs Mkt Ste Apt "
        "Dist Twp Cty al INC LTD CORP Ln Pkwy Ct Ter Dr B.Sc M.Sc B.Ed M.Ed B.Com M.Com D.Phil M.Phil LL.M B.Eng M.Eng "
        "Hist Soc Acad Mus Publ Hons B.F.A M.F.A Ed.D Psy.D D.V.M Pet Resp Regt Cir capt lieut inst prox ult dept "
        "govt assn univ corp hosp "
        "temp "
        "secs yds misc illus transl anon abbr abbrev orig suppl introd pseud avg elev"
    ),
    streets=word_set("St Ave Blvd Rd Dr Ln Ct Pkwy Hwy Ter Sq"),
    regions=word_set(
        "Ala Ariz Ark Calif Cal Colo Conn Del Fla Ga Ill Ind Kan Kans Ky La Md Mass Mich Minn Miss Mo Mont Neb Nebr "
        "Nev Okla Ore Pa Penn Penna Tenn Tex Vt Va Wash Wis Wisc Wyo Ont Que Sask Alta N.H N.J N.M N.Y N.C N.D R.I "
        "S.C S.D W.Va D.C P.R B.C N.S N.B P.E.I Sask Man"
    ),
    after_regions=word_set(
        "Gov Sen Rep Reps Sens Lt Attorney Republican Republicans Democrat Democrats Democratic Governor Senator "
        "Congressman Congresswoman Secretary State University Supreme Senate House Mayor Council Circuit Court "
        "Superior Department Atty"
    ),
    times=word_set("a.m p.m"),
    after_times=word_set(
        "E.T C.T M.T P.T ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST AEST IST Eastern Central "
        "Pacific Mountain Greenwich Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu "
        "Thurs Fri Sat Sun January February March April May June July August September October November December Jan "
        "Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
    ),
    exclamatory_names=word_set("Yahoo Yahoos Jeopardy Jeb Yum Joomla"),
)

SENTENCES = Sentences(
    labels=frozenset(("P. S", "P. P. S", "N. B")),
    starters=word_set(
        "The A An He She It They We I You This That These Those There Here His Her Their Our My Your Its It's He's "
        "She's They're We're I'm I've I'd I'll You're That's There's Here's What's It’s He’s She’s They’re We’re I’m "
        "I’ve I’d I’ll You’re That’s There’s Here’s What’s Who’s Let’s Let's Don’t Don't Didn’t Didn't Can’t Can't "
        "Isn’t Isn't In On At But And Or Nor So Yet If When Whenever While As After Before For From By With Without "
        "Within To Of About Above Across Against Along Among Around Behind Below Beneath Beside Besides Between "
        "Beyond Despite During Except Following Inside Into Like Near Off Onto Outside Over Per Since Through "
        "Throughout Till Toward Towards Under Unlike Until Upon Via Not No Yes Well What Who Whom Whose Why How Where "
        "Which Although Though However Meanwhile Still Then Now Also Even Just Once Because Unless Both Some Many "
        "Most Much Several Such Another Other Others All Each Every Any Anyone Either Neither More Less Few Fewer "
        "Today Yesterday Tomorrow Tonight Later Earlier Again Only Instead Perhaps Maybe Thus Therefore Hence Indeed "
        "Moreover Furthermore Nevertheless Nonetheless Otherwise Rather Finally Eventually Recently Currently "
        "According Asked Having Being Please Let Everyone Everybody Everything Someone Somebody Something Nobody "
        "Nothing Never Nor Ever P.S P.P.S N.B "
        "Sometimes Often Usually Last Next First Second Third One Two Three Four Five Six "
        "Seven Eight Nine Ten There Thank Thanks Okay OK Yeah Yep Nope Um Uh Hmm Wow Hey Mm-hm Uh-huh Did Does Is "
        "Are Was Were Have Has Had Would Could Should"
    ),
    tag_after_question=re.compile(
        rf"(?!(?:He|She|They|We|It|You)\s)(?:{_NAMES}(?:{_UTTERING})(?=[.,;:]|$)"
        rf"|(?:{_NAMES}|{_OWNED}|(?:[Tt]he|[Aa]n?)\s+\w+\s+)(?:{_SAYING})(?=[.,;:]|\s+(?:in|on|at|during|after|before|to|of|with|as|"
        r"from|when|while|[a-z]+ly|him|her|them|me|us|reporters|a|the|today|yesterday|earlier|later|last|this|aloud|"
        r"again|[A-Z])\b|$))"
        rf"|(?:{_NAMES}|The\s+\w+\s+|{_DESCRIBED})(?:told|tells|asked|asks|reminded|pressed)\s+"
        r"(?![^.!?]{0,60}\b(?:that|to|whether|if|why|how|what)\b)"
        rf"|{_DESCRIBED}(?:{_SAYING})(?=[.,;:]|$)"
    ),
    whole_tag=re.compile(rf"(?:{_NAMES}(?:{_SAYING})|(?:He|She|They|I)\s+(?:{_SAYING}))\.?(?=[.!]\s|[.!]$)"),
    after_question=re.compile(
        rf"(?:{_SAYING})\s+(?:the|an?|he|she|they|one|[A-Z])|(?:he|she|they|we)\s+(?:{_SAYING})\b"
        r"|(?:and|or)\s+\((?:\d|[a-z]|[ivx]+)\)\s"
    ),
    stray_tag=re.compile(
        rf"(?:he|she|they|it|i|we)\s+(?:{_SAYING})(?=[.,]|\s+(?:in|on|at|during|when|as|after|before|today|[A-Z]))"
    ),
    only_a_time=re.compile(
        r"(?:At|By|Around|About|Before|After|Until|From|Since|Shortly after|Just after|Just before)\s+"
        r"(?:about\s+|around\s+)?\d{1,2}(?:[:.]\d\d)?\s?[ap]\.m",
        re.IGNORECASE,
    ),
    always_capital=word_set("I I’m I'm I’ve I've I’d I'd I’ll I'll"),
    never_first=re.compile(r"(?:[NS][EW]?|[EW])\s+(?:of|from)\s"),
    lettered=word_set(
        "plan vitamin hepatitis influenza type group grade class category schedule level phase option appendix exhibit "
        "annex section part point column row series step league division chapter strain zone terminal gate site area "
        "scenario table figure variant"
    ),
    short_words=word_set(
        "it him her me you us them one two all any who why of on at to up out off by for with as too now so yet then "
        "do did go is am are be was pm day way new old bad big end"
    ),
    interjections=word_set("oh ah o alas lo hark hush bah ho aye"),
    uncapitalised=re.compile(r"(?<=\s)i(?:['’](?:m|ve|ll|d))?(?=\s)"),
)
