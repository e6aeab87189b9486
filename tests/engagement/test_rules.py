# ruff: noqa: E501 - a user agent is one line
"""The rule that tells people from robots, on what real visitors call themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.engagement import rules
from kring.engagement.rules import By

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID_VIEW = f"Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) {CHROME} Version/4.0"

PEOPLE = [
    # browsers on desks
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Chrome/126.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.68",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Chrome/125.0.0.0 Safari/537.36 OPR/111.0.0.0",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Chrome/122.0.0.0 Safari/537.36 Vivaldi/6.6.3271.57",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; SLCC2; .NET CLR 2.0.50727; rv:11.0) like Gecko",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {CHROME} Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} Chrome/126.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME} Chrome/126.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Teams/24124.2315.2911.3357 Chrome/120.0.6099.291 Electron/28.3.3"
    " Safari/537.36",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5_0) {CHROME} Slack/4.38.125 Chrome/124.0.6367.243 Electron/30.1.0"
    " Safari/537.36",
    # browsers on phones and tablets
    f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1",
    f"{IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1",
    f"{IPHONE} FxiOS/127.0 Mobile/15E148 Safari/605.1.15",
    f"{IPHONE} EdgiOS/125.0.2535.60 Version/17.0 Mobile/15E148 Safari/604.1",
    f"{IPHONE} Version/17.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15",
    f"{IPHONE} GSA/320.0.643461853 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148"
    " Safari/604.1",
    f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Chrome/126.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {CHROME} Chrome/126.0.6478.71 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A536B) {CHROME} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0",
    f"Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 20) {CHROME} Chrome/126.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; U; Android 13; nl-nl; 22101316G) {CHROME} Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36"
    " XiaoMi/MiuiBrowser/14.12.0-gn",
    "Opera/9.80 (Android; Opera Mini/7.5.54678/28.2555; U; ru) Presto/2.10.289 Version/12.02",
    # browsers inside apps: people who tapped a link there
    f"{IPHONE} Mobile/15E148 [LinkedInApp]/9.29.8962",
    f"{ANDROID_VIEW} Chrome/126.0.6478.71 Mobile Safari/537.36 [LinkedInApp]/4.1.944",
    f"{IPHONE} Mobile/15E148 Instagram 334.0.4.32.98 (iPhone15,3; iOS 17_5_1; nl_NL; nl; scale=3.00; 1290x2796; 603218490)",
    f"{ANDROID_VIEW} Chrome/126.0.6478.71 Mobile Safari/537.36 Instagram 335.0.0.39.93 Android (34/14; 450dpi; 1080x2115;"
    " samsung; SM-S918B; dm3q; qcom; nl_NL; 613418137)",
    f"{IPHONE} Mobile/21F90 [FBAN/FBIOS;FBAV/467.1.0.44.109;FBBV/605280041;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5.1]",
    f"{ANDROID_VIEW} Chrome/125.0.6422.165 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/467.0.0.48.84;]",
    f"{ANDROID_VIEW} Chrome/146.0.7680.174 Mobile Safari/537.36 MetaIAB Facebook",
    f"{ANDROID_VIEW} Chrome/126.0.6478.71 Mobile Safari/537.36 WhatsApp/2.24.12.78",
    f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 WhatsApp/2.24.12",
    f"{IPHONE} Mobile/15E148 Barcelona 335.0.0.21.101 (iPhone14,5; iOS 17_5_1; nl_NL; nl; scale=3.00; 1170x2532; 605033232)",
    f"{IPHONE} Mobile/15E148 Twitter for iPhone/10.44",
    f"{ANDROID_VIEW} Chrome/126.0.6478.71 Mobile Safari/537.36 TwitterAndroid",
    f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 Bluesky/1.87",
    f"{IPHONE} Mobile/15E148 Snapchat/12.91.0.38 (like Safari/8617.1.17.10.9, panda)",
    f"{ANDROID_VIEW} Chrome/126.0.6478.71 Mobile Safari/537.36 Viber/22.9.3.0",
    f"{ANDROID_VIEW} Chrome/126.0.6478.71 Mobile Safari/537.36 GSA/15.23.36.28.arm64",
]
PREVIEWS = [
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4"
    " facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
    "WhatsApp/2.23.20.0",
    "WhatsApp/2.24.12.78 A",
    "WhatsApp/2.2423.6 W",
    "Twitterbot/1.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Slackbot 1.0 (+https://api.slack.com/robots)",
    "Slack-ImgProxy (+https://api.slack.com/robots)",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "Mastodon/4.3.1 (http.rb/5.2.0; +https://mastodon.social/) Bot",
    "http.rb/5.1.1 (Mastodon/4.2.10; +https://mastodon.nl/) Bot",
    "Akkoma 3.13.2; https://social.example <admin@social.example>; Bot",
    "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; mailto:support@bsky.app)",
    "Pinterest/0.2 (+https://www.pinterest.com/bot.html)Mozilla/5.0 (compatible; Pinterestbot/1.0; redditbot/1.0)",
    "Viber",
]
ROBOTS = [
    "",
    "-",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.61"
    " Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"
    " Chrome/116.0.1938.76 Safari/537.36",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1"
    " Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)",
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.32.3",
    "python-httpx/0.27.0",
    "Go-http-client/2.0",
    "okhttp/4.12.0",
    "Java/17.0.11",
    "axios/1.7.2",
    "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
    "Dalvik/2.1.0 (Linux; U; Android 13; SM-A536B Build/TP1A.220624.014)",
    "com.example.reader/1 CFNetwork/1496.0.7 Darwin/23.5.0",
    f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} HeadlessChrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "BarracudaCentral/1.0 (Barracuda Link Protection)",
    "Mozilla/5.0 (compatible; Proofpoint URL Defense)",
]
PREFETCHERS = [
    "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17628; Pro)",
    "Microsoft Office Word 2014",
]


def follow(agent, method="GET", **headers):
    return rules.who_followed(method=method, headers={"User-Agent": agent} | headers)


def test_the_list_is_long_enough_to_mean_something():
    assert len({*PEOPLE, *PREVIEWS, *ROBOTS, *PREFETCHERS}) >= 90


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_people_also_inside_an_app(agent):
    assert follow(agent) == By.PERSON


@pytest.mark.parametrize("agent", PREVIEWS)
def test_a_networks_little_card_is_not_a_person(agent):
    assert follow(agent) == By.PREVIEW


@pytest.mark.parametrize("agent", ROBOTS)
def test_robots_are_not_people(agent):
    assert follow(agent) == By.ROBOT


@pytest.mark.parametrize("agent", PREFETCHERS)
def test_an_office_that_looks_ahead_is_not_a_person(agent):
    assert follow(agent) == By.PREFETCH


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Purpose": "preview"},
        {"X-Moz": "prefetch"},
    ],
)
def test_a_browser_that_guesses_is_not_a_person(headers):
    assert follow(PEOPLE[0], **headers) == By.PREFETCH


def test_asking_for_the_head_alone_is_not_following():
    assert follow(PEOPLE[0], method="HEAD") == By.PREFETCH


def test_a_robot_that_prefetches_is_a_robot():
    assert follow("curl/8.5.0", method="HEAD") == By.ROBOT


def test_a_mark_tells_visitors_apart_for_one_key_only():
    def mark(key=b"monday", address="9.9.9.9", agent="Firefox"):
        return rules.visitor_mark(key, address, agent)

    assert mark() == mark()
    assert len({mark(), mark(key=b"tuesday"), mark(address="9.9.9.8"), mark(agent="Chrome")}) == 4
    assert "9.9.9.9" not in mark()


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("https://www.linkedin.com/feed/update/123?me=1", "www.linkedin.com"),
        ("android-app://com.linkedin.android/", "com.linkedin.android"),
        ("", ""),
        ("http://[half", ""),
        ("nonsense", ""),
    ],
)
def test_of_where_a_visitor_came_from_only_the_host_is_kept(referrer, host):
    assert rules.host_of(referrer) == host


def test_the_numbers_are_read_less_and_less_often_and_then_no_more():
    posted = timezone.now()
    hours = [(rules.due_at(posted, turn) - posted) / timedelta(hours=1) for turn in range(len(rules.SCHEDULE))]
    assert hours == [0.25, 1, 6, 24, 72, 168, 720]
    assert rules.due_at(posted, len(rules.SCHEDULE)) is None


def test_a_moment_that_was_missed_is_not_made_up_for():
    posted = timezone.now()
    assert rules.next_turn(posted, posted) == 0
    assert rules.next_turn(posted, posted + timedelta(minutes=15)) == 1
    assert rules.next_turn(posted, posted + timedelta(hours=30)) == 4
    assert rules.next_turn(posted, posted + timedelta(days=31)) == len(rules.SCHEDULE)
