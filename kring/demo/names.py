"""Invented people: first and last names as they are heard in the Netherlands. No combination means anybody."""

import re
import unicodedata

import numpy as np

FIRST = (
    "Anna Bas Carla Daan Eva Femke Gijs Hanna Ivo Jasmijn Koen Lieke Mark Noor Olaf Petra Quinten Roos Sander Tessa "
    "Ugur Vera Wouter Xander Yara Zeynep Ahmed Anouk Arjan Bart Britt Cem Cor Danielle Dennis Dewi Dirk Elif Ellen "
    "Erik Esra Fatih Fleur Floor Frank Gerda Guido Hakan Harm Henk Hilde Ilse Imane Ingrid Iris Jacco Jan Janneke "
    "Jelle Jeroen Joke Jolanda Joost Jorrit Judith Julia Karim Karin Kees Kim Klaas Laila Lars Laura Leila Lennart "
    "Linda Lisa Lotte Luuk Maaike Maarten Manon Marit Marloes Martijn Mehmet Meike Menno Merel Michiel Mila Mohamed "
    "Monique Myrthe Nadia Niels Nina Nour Omar Patrick Paul Pieter Priya Rachid Ravi Renske Rick Rob Robin Roel Ruben "
    "Ruud Saar Saskia Sem Shanti Simone Sjoerd Sofie Soraya Stefan Suzan Sven Theo Thijs Tim Tom Tomasz Ton Tygo Vincent "
    "Wendy Wilma Willem Youssef Yvonne Agnieszka Chantal Ricardo Sharina Giovanni Winston Mei Aleksandra Nazim"
).split()
LAST = (
    "Aalders;Akkerman;Amrani;Arslan;Baars;Bakker;Beekman;van den Berg;Bergsma;Blom;de Boer;Bos;Bosman;Bouali;Brink;"
    "ter Braak;de Bruin;Brouwer;Çelik;Claassen;Dekker;Demir;van Dijk;Dijkstra;Doornbos;Driessen;El Amrani;"
    "Engels;Evers;van Eijk;Faber;Fennema;Gerritsen;de Graaf;Groen;de Groot;de Haan;Haverkamp;Hendriks;Hermans;Hoekstra;"
    "van den Heuvel;Hofman;Huisman;Jacobs;Jansen;Janssen;de Jong;de Jonge;Kaya;Keizer;Kelder;Klaver;"
    "Klein Haneveld;Kok;Koning;Koopman;Koster;Kramer;Kuiper;Kuipers;Lammers;van der Laan;van Leeuwen;Linders;van Loon;"
    "Maas;Martens;van der Meer;Meijer;Meulenbelt;Mol;Mulder;Nguyen;Nijhuis;Nowak;Odijk;Oosterhuis;Özdemir;Peeters;"
    "Peters;van der Ploeg;Pol;Postma;Prins;Ramdin;Rietveld;Roelofs;Romkema;Rozendaal;de Ruiter;Sahin;Sanders;Schaap;Scholten;"
    "Schouten;Schipper;Sewnarain;Smeets;Smit;Snijders;van Straaten;Terpstra;Timmer;Tjon;Veenstra;van der Velde;Verbeek;"
    "Verhagen;Vermeulen;Visser;van Vliet;de Vries;Vos;de Vos;Wagenaar;Wang;van der Wal;Westerhof;Wiersma;Wijnands;Willems;"
    "de Wit;Wolters;van Wijk;Yildirim;Zandstra;Zijlstra;van Zanten;Kowalska;Oliveira;Bouzid;Haddad;Kromosoeto;Zuidema"
).split(";")


def draw(count: int, dice: np.random.Generator) -> list[str]:
    """Return `count` names; the same name may come twice, as it does in life."""
    first, last = dice.integers(0, len(FIRST), count), dice.integers(0, len(LAST), count)
    return [f"{FIRST[a]} {LAST[b]}" for a, b in zip(first, last, strict=True)]


def addresses(names: list[str], domain: str) -> list[str]:
    """Return an e-mail address for each name, none of them twice."""
    taken: dict[str, int] = {}
    made = []
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        local = re.sub(r"[^a-z]+", ".", plain).strip(".")
        taken[local] = taken.get(local, 0) + 1
        made.append(f"{local}{taken[local] if taken[local] > 1 else ''}@{domain}")
    return made
