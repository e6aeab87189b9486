"""What a new organisation starts with: four target groups, each with an explanation, questions and weekly steps."""

from dataclasses import dataclass, field

Said = dict[str, str]
ManySaid = dict[str, list[str]]


@dataclass(frozen=True)
class GroupSeed:
    """One target group in both languages."""

    key: str
    name: Said
    explanation: Said
    prompts: ManySaid = field(default_factory=dict)
    weekly_step: ManySaid = field(default_factory=dict)


DEFAULT_GROUP = "ambassador"

TARGET_GROUPS = [
    GroupSeed(
        key="role_model",
        name={"nl": "Rolmodel", "en": "Role model"},
        explanation={
            "nl": "Jij geeft leiding. Als jij laat zien dat vertellen over het werk gewoon is, durven anderen het ook. "
            "Het hoeft niet vaak en niet groot: een paar eerlijke zinnen doen meer dan een persbericht.",
            "en": "You lead people. When you show that telling about the work is normal, others dare to as well. "
            "It need not be often or grand: a few honest sentences do more than a press release.",
        },
        prompts={
            "nl": [
                "Wat zou jij je team hierover vertellen bij de koffie?",
                "Welke beslissing zit hierachter, en waarom nam je die?",
                "Wie in je team verdient hier een compliment, en waarvoor?",
                "Wat vond je hier zelf moeilijk aan?",
                "Wat heb je hiervan geleerd dat je volgend jaar anders doet?",
                "Welke vraag kreeg jij hierover van een collega?",
            ],
            "en": [
                "What would you tell your team about this over coffee?",
                "Which decision is behind this, and why did you take it?",
                "Who in your team deserves a compliment here, and for what?",
                "What did you find hard about this yourself?",
                "What did you learn here that you will do differently next year?",
                "Which question did a colleague ask you about this?",
            ],
        },
        weekly_step={
            "nl": [
                "Bedank één collega in het openbaar, met naam en met wat die deed.",
                "Reageer op een bericht van iemand uit je team. Een zin is genoeg.",
                "Vertel over een besluit dat je deze week nam, en wat de twijfel was.",
                "Deel een verhaal van een ander team en zeg wat jou eraan opviel.",
                "Vraag in je teamoverleg: waar zijn we deze week trots op?",
                "Schrijf twee zinnen over iets dat misging en wat je ervan leerde.",
                "Stel je netwerk een vraag waar je zelf het antwoord niet op weet.",
                "Lees tien minuten wat klanten over ons schrijven en vertel wat je raakte.",
            ],
            "en": [
                "Thank one colleague in public, by name and for what they did.",
                "Answer a post of somebody in your team. One sentence is enough.",
                "Tell about a decision you took this week, and what the doubt was.",
                "Share a story of another team and say what struck you.",
                "Ask in your team meeting: what are we proud of this week?",
                "Write two sentences about something that went wrong and what you learned.",
                "Ask your network a question that you do not know the answer to.",
                "Read for ten minutes what customers write about us and tell what touched you.",
            ],
        },
    ),
    GroupSeed(
        key="thought_leader",
        name={"nl": "Kennisdrager", "en": "Thought leader"},
        explanation={
            "nl": "Jij weet ergens veel van. Je denkt mee in het gesprek over je vak, ook buiten de deur, "
            "en je maakt ingewikkelde dingen begrijpelijk. Een eigen mening mag.",
            "en": "You know a lot about something. You take part in the conversation about your field, outside too, "
            "and make complicated things clear. An opinion of your own is welcome.",
        },
        prompts={
            "nl": [
                "Wat begrijpen de meeste mensen hier verkeerd?",
                "Welk cijfer zegt hier het meest, en wat betekent het?",
                "Waar ben je het niet mee eens, en waarom?",
                "Hoe leg je dit uit aan iemand die er niets van weet?",
                "Wat verwacht je dat hier over een jaar van waar is?",
                "Wat zou je hierover willen vragen aan een vakgenoot?",
            ],
            "en": [
                "What do most people get wrong about this?",
                "Which figure says most here, and what does it mean?",
                "What do you disagree with, and why?",
                "How do you explain this to somebody who knows nothing about it?",
                "What do you expect of this a year from now?",
                "What would you like to ask a fellow expert about this?",
            ],
        },
        weekly_step={
            "nl": [
                "Leg één begrip uit je vak uit in drie zinnen, zonder vaktaal.",
                "Reageer inhoudelijk op een vakgenoot buiten de organisatie.",
                "Deel een cijfer dat je verraste en zeg wat het betekent.",
                "Schrijf op welke vraag je deze week drie keer kreeg, en je antwoord.",
                "Noem een artikel waar je het half mee eens bent, en met welke helft.",
                "Vertel wat je vorig jaar dacht en nu anders ziet.",
                "Volg vijf mensen in je vak die anders denken dan jij.",
                "Stel een stelling voor en vraag om tegenspraak.",
            ],
            "en": [
                "Explain one idea of your field in three sentences, without jargon.",
                "Answer a fellow expert outside the organisation, with substance.",
                "Share a figure that surprised you and say what it means.",
                "Write down the question you got three times this week, and your answer.",
                "Name an article you half agree with, and which half.",
                "Tell what you thought last year and see differently now.",
                "Follow five people in your field who think differently.",
                "Put up a proposition and ask to be contradicted.",
            ],
        },
    ),
    GroupSeed(
        key="networker",
        name={"nl": "Netwerker", "en": "Commercial networker"},
        explanation={
            "nl": "Jij spreekt klanten en relaties. Je wilt weten wat er speelt en op het juiste moment contact "
            "hebben. Luisteren telt net zo hard als posten: een reactie op een bericht van een klant is ook een stap.",
            "en": "You talk with customers and contacts. You want to know what goes on and be in touch at the right "
            "time. Listening counts as much as posting: answering a customer's post is a step too.",
        },
        prompts={
            "nl": [
                "Wat vertelde jij je laatste klant hierover?",
                "Welke vraag krijg je hier het vaakst over?",
                "Voor wie in je netwerk is dit nu belangrijk, en waarom?",
                "Wat kan iemand hier morgen al mee doen?",
                "Wat zag je bij een klant dat hierop lijkt?",
                "Welk misverstand hoor je hierover aan tafel?",
            ],
            "en": [
                "What did you tell your last customer about this?",
                "Which question about this do you get most?",
                "For whom in your network does this matter now, and why?",
                "What can somebody do with this tomorrow?",
                "What did you see at a customer's that looks like this?",
                "Which misunderstanding about this do you hear at the table?",
            ],
        },
        weekly_step={
            "nl": [
                "Reageer op drie berichten van klanten of relaties.",
                "Feliciteer iemand in je netwerk, met een zin die alleen over die persoon gaat.",
                "Deel één antwoord dat je deze week aan een klant gaf (zonder naam).",
                "Breng twee mensen met elkaar in contact die elkaar nog niet kennen.",
                "Kijk wat je tien belangrijkste relaties deze week deelden.",
                "Vraag een klant of je over jullie samenwerking mag vertellen.",
                "Nodig iemand uit je netwerk uit voor een kop koffie na een bericht.",
                "Deel een verhaal en vraag: herken je dit in jouw bedrijf?",
            ],
            "en": [
                "Answer three posts of customers or contacts.",
                "Congratulate somebody in your network, with a sentence that is only about them.",
                "Share one answer that you gave a customer this week (no name).",
                "Bring two people together who do not know each other yet.",
                "See what your ten most important contacts shared this week.",
                "Ask a customer whether you may tell about working together.",
                "Invite somebody from your network for coffee after one of their posts.",
                "Share a story and ask: do you see this in your business?",
            ],
        },
    ),
    GroupSeed(
        key="ambassador",
        name={"nl": "Ambassadeur", "en": "Ambassador"},
        explanation={
            "nl": "Jij bent trots op je werk of op je collega's en vertelt daar af en toe over. "
            "Je hoeft geen expert te zijn: wat je zelf meemaakte is precies goed. Alleen meelezen mag ook.",
            "en": "You are proud of your work or your colleagues and tell about it now and then. "
            "You need not be an expert: what you saw yourself is just right. Only reading along is fine too.",
        },
        prompts={
            "nl": [
                "Wat maakte je hier zelf van mee?",
                "Waarom ben jij hier trots op?",
                "Welke collega zie jij hierin terug?",
                "Wat zou je hierover thuis aan tafel vertellen?",
                "Wat weten mensen buiten hier niet over?",
                "Wat was voor jou het mooiste moment?",
            ],
            "en": [
                "What did you see of this yourself?",
                "Why are you proud of this?",
                "Which colleague do you see in this?",
                "What would you tell about this at the dinner table?",
                "What do people outside not know about this?",
                "What was the best moment for you?",
            ],
        },
        weekly_step={
            "nl": [
                "Lees één verhaal en geef een collega een duim.",
                "Kijk of je profiel nog klopt: foto, functie en één zin over wat je doet.",
                "Zet een reactie van één zin onder een bericht van een collega.",
                "Vertel in twee zinnen wat je deze week blij maakte op je werk.",
                "Vraag een collega waar die trots op is, en geef het door bij Deel mee.",
                "Deel één verhaal en schrijf erbij waarom je het koos.",
                "Maak een foto van iets gewoons op je werk dat anderen nooit zien.",
                "Volg drie collega's van een andere afdeling.",
            ],
            "en": [
                "Read one story and give a colleague a thumbs up.",
                "See whether your profile is still right: picture, job and one sentence about what you do.",
                "Put a one-sentence answer under a colleague's post.",
                "Tell in two sentences what made you happy at work this week.",
                "Ask a colleague what they are proud of, and pass it on at Tell us.",
                "Share one story and write why you chose it.",
                "Take a picture of something ordinary at work that others never see.",
                "Follow three colleagues of another department.",
            ],
        },
    ),
]
