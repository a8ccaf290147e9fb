"""First and last names by script, each with the spelling that an e-mail address uses. All people are made up."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

_SPECIAL: Final = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ı": "i", "æ": "ae"})


@dataclass(frozen=True)
class Locale:
    """Names of one language: pairs of the name as written and as an e-mail address spells it."""

    first: tuple[tuple[str, str], ...]
    last: tuple[tuple[str, str], ...]


def _latin(words: str) -> tuple[tuple[str, str], ...]:
    return tuple((word, plain(word)) for word in words.replace("_", " ").split())


def _pairs(words: str) -> tuple[tuple[str, str], ...]:
    """Read ``native/ascii`` pairs; a name without ``/`` spells itself."""
    return tuple(
        (native, spelled or plain(native)) for native, _, spelled in (w.partition("/") for w in words.split())
    )


def plain(word: str) -> str:
    """Return a Latin word in lower-case ASCII letters."""
    decomposed = unicodedata.normalize("NFKD", word.translate(_SPECIAL))
    return "".join(c for c in decomposed if c.isascii() and c.isalnum()).lower()


ENGLISH: Final = Locale(
    _latin(
        "Aaron Abigail Adam Alice Alan Amanda Amy Andrea Andrew Angela Anna Anthony Barbara Benjamin "
        "Brandon Brenda "
        "Brian Caroline Catherine Charles Charlotte Christopher Claire Colin Daniel David Deborah Dennis "
        "Diane Donald "
        "Dorothy Douglas Edward Eleanor Elizabeth Emily Eric Ethan Evelyn Fiona Frances Gareth Gary "
        "Georgia Grace "
        "Gregory Hannah Harriet Heather Helen Henry Hugh Ian Imogen Jack Jacqueline James Janet Jason "
        "Jennifer Jeremy "
        "Jessica Joan John Jonathan Joseph Joshua Joyce Julia Justin Karen Katherine Keith Kevin Kimberly "
        "Laura Leah "
        "Leonard Lewis Linda Louise Lucas Margaret Martin Matthew Maya Megan Melissa Michael Michelle "
        "Morgan Nathan "
        "Nicholas Nicole Nigel Oliver Olivia Owen Pamela Patricia Patrick Paul Peter Philip Priscilla "
        "Rachel Raymond "
        "Rebecca Richard Robert Rosemary Ruth Ryan Samantha Samuel Sandra Sarah Scott Sean Sharon Simon Sophie "
        "Stephanie Steven Susan Teresa Theodore Thomas Timothy Tracy Tyler Victoria Vincent Walter Wendy "
        "William Zoe"
    ),
    _latin(
        "Abbott Ackroyd Adair Ainsworth Aldridge Allenby Appleton Armitage Ashdown Atherton Bainbridge Bancroft "
        "Barlow Beckett Bellamy Birch Blackwood Blythe Bowden Bradshaw Brewster Broughton Buckley "
        "Calloway Carlisle "
        "Carmichael Chadwick Chandler Clifford Colby Corbett Cranston Crosby Cullen Dalton Davenport "
        "Dempsey Denholm "
        "Donnelly Drummond Dunbar Eastwood Ellison Emerson Fairbanks Farrell Fenwick Finley Forsythe Gallagher "
        "Garfield Gilmore Goodwin Greer Hadley Hale Hanley Harcourt Hargrove Hastings Hathaway Hawthorne Heath "
        "Holloway Huxley Ingram Jarvis Jennings Kendrick Kingsley Langford Larkin Lennox Lockhart Lowell Mabry "
        "Maddox Marlowe Merritt Montague Nash Newbury Norwood Oakley Odell Osborne Padgett Paxton "
        "Pemberton Penrose "
        "Prescott Quigley Radcliffe Rainsford Redmond Ridley Rowland Rutherford Sadler Savage Selby "
        "Sheldon Sinclair "
        "Somerset Stanton Stirling Sutcliffe Talbot Tennant Thackeray Thorne Tilden Trask Underhill "
        "Vaughn Vickers "
        "Wainwright Wakefield Waverly Westbrook Whitaker Wilder Winslow Woodruff Wyndham Yardley Yates "
        "O'Hara O'Dell"
    ),
)
SPANISH: Final = Locale(
    _latin(
        "Adrián Alejandra Álvaro Beatriz Carla Carmen Cristóbal Daniela Diego Elena Esteban Fabián "
        "Fernanda Gonzalo "
        "Inés Íñigo Isabel Javier Jesús Joaquín Lucía Luis María Marisol Mateo Mónica Nicolás Paloma "
        "Pilar Rafael "
        "Ramón Raúl Rocío Santiago Sofía Tomás Verónica Ximena"
    ),
    _latin(
        "Aguirre Alarcón Benítez Bustamante Cárdenas Castañeda Cordero Delgado Domínguez Echeverría "
        "Escobar Fuentes "
        "Galván Guzmán Herrera Ibáñez Jiménez Ledesma Luján Maldonado Márquez Montoya Muñoz Núñez "
        "Olivares Ordóñez "
        "Peña Quintero Rentería Ríos Salcedo Solís Trujillo Urrutia Valdés Villaseñor Zúñiga"
    ),
)
FRENCH: Final = Locale(
    _latin(
        "Adèle Agnès Amélie Antoine Aurélie Benoît Bérénice Camille Cédric Chloé Clémence Delphine Élise "
        "Émile Étienne "
        "Fabrice Florence François Gaëlle Geneviève Gérard Hélène Hervé Jérôme Joël Léa Loïc Maëlle "
        "Mathieu Noémie "
        "Océane Pascal Raphaël Rémi Solène Sylvie Théo Yves"
    ),
    _latin(
        "Arnoux Aubert Barbier Beaulieu Besançon Bouchard Brûlé Chauvin Clément Coulombe Delacroix "
        "Deschênes Duprès "
        "Fabre Ferrière Fournier Gagné Garnier Guérin Hébert Jolivet Lachaîne Lefèvre Legrand Lemaître "
        "Marchand Mercier "
        "Moreau Noël Péron Poirier Rousseau Séguin Tessier Thériault Vasseur Vidal"
    ),
)
GERMAN: Final = Locale(
    _latin(
        "Anke Annegret Bärbel Bernd Birgit Björn Claudia Dieter Elke Ernst Felix Franziska Friederike "
        "Günther Hannelore "
        "Heike Ingo Jana Jochen Jörg Jürgen Käthe Katrin Klaus Lukas Manfred Marlene Matthias Norbert "
        "Petra Rainer Sabine "
        "Silke Sönke Steffen Sven Tobias Ulrike Uwe Wolfgang"
    ),
    _latin(
        "Ackermann Albrecht Bäcker Baumgärtner Böhm Brückner Dörfler Eberhardt Engelhardt Fröhlich Fürst "
        "Gärtner Gießler "
        "Göbel Größmann Hägele Hölzer Jäger Käfer Kellner König Köhler Krämer Kühn Löffler Lüdke Möller "
        "Müßig Nähring Öhler "
        "Pfeiffer Rößler Schäfer Schönfeld Schröder Strauß Südhoff Trübner Vogelsang Weiß Wünsch Zöllner"
    ),
)
NORDIC: Final = Locale(
    _latin(
        "Åsa Anders Astrid Björk Britta Elín Erik Freja Gøran Håkon Inger Jørgen Kåre Lærke Magnus Nils "
        "Ørjan Signe "
        "Sigrún Søren Tove Ulf Viggo Ylva"
    ),
    _latin(
        "Ågren Bergström Bjørnstad Dahlgård Engström Fjällström Grønlund Håkansson Højgård Jónsdóttir "
        "Kjær Lindqvist "
        "Møller Nygård Øverland Ström Sørensen Þorvaldsson Västerås Wåhlin"
    ),
)
POLISH: Final = Locale(
    _latin(
        "Agnieszka Bogumił Bożena Czesław Dorota Elżbieta Grażyna Ignacy Jadwiga Kinga Łukasz Małgorzata Michał "
        "Paweł Przemysław Radosław Stanisław Wojciech Zbigniew Żaneta"
    ),
    _latin(
        "Błaszczyk Chrząszcz Dąbrowska Gołębiewski Grześkowiak Jabłoński Kaźmierczak Kępa Krawczyk "
        "Łapiński Mroźna "
        "Pawłowski Rzeźnik Sękowska Śliwiński Wąsik Wróbel Zając Źrebiec Żurawska"
    ),
)
TURKISH: Final = Locale(
    _latin(
        "Ayşe Barış Burçin Çağla Deniz Elçin Emre Gülşen Hüseyin İbrahim Işıl Kerem Mehmet Nazlı Ömer "
        "Özlem Selçuk "
        "Şebnem Tuğba Ümit"
    ),
    _latin(
        "Açıkgöz Aydoğan Bozkurt Çelik Çetinkaya Demirtaş Doğan Erdoğdu Güneş İnce Karadağ Kılıç Öztürk "
        "Şahin Şimşek "
        "Taşkın Uçar Yağmur Yıldız Yücel"
    ),
)
PORTUGUESE: Final = Locale(
    _latin(
        "Afonso Antônia Beatriz Caetano Cláudia Conceição Davi Estêvão Fátima Flávio Gonçalo Inácio João "
        "Júlia Letícia "
        "Luís Márcia Otávio Patrícia Tânia Vinícius"
    ),
    _latin(
        "Abrantes Araújo Assunção Barcelós Brandão Câmara Conceição Damião Falcão Figueirêdo Guimarães "
        "Leitão Magalhães "
        "Mourão Nóbrega Paixão Queirós Sampaio Simões Taváres Vasconcêlos"
    ),
)
RUSSIAN: Final = Locale(
    _pairs(
        "Алексей/aleksei Анна/anna Борис/boris Вера/vera Виктор/viktor Галина/galina Дмитрий/dmitry "
        "Екатерина/ekaterina "
        "Иван/ivan Ксения/ksenia Любовь/lyubov Максим/maxim Наталья/natalya Олег/oleg Павел/pavel "
        "Светлана/svetlana "
        "Сергей/sergey Татьяна/tatyana Юрий/yury Яна/yana"
    ),
    _pairs(
        "Березин/berezin Воронцов/vorontsov Громов/gromov Дягилев/dyagilev Ершов/ershov Жаров/zharov Зимин/zimin "
        "Калинин/kalinin Лаптев/laptev Мельник/melnik Носов/nosov Орлов/orlov Панин/panin Рощин/roschin "
        "Савин/savin "
        "Тихонов/tikhonov Ушаков/ushakov Фомин/fomin Чайкин/chaikin Щукин/schukin"
    ),
)
GREEK: Final = Locale(
    _pairs(
        "Αλέξανδρος/alexandros Βασιλική/vasiliki Γιώργος/giorgos Δέσποινα/despina Ελένη/eleni Ζωή/zoi "
        "Ηλίας/ilias "
        "Θεοδώρα/theodora Ιωάννα/ioanna Κώστας/kostas Μαρία/maria Νίκος/nikos Παναγιώτης/panagiotis Σοφία/sofia"
    ),
    _pairs(
        "Αναγνώστου/anagnostou Βλάχος/vlachos Γεωργίου/georgiou Δημητρίου/dimitriou Καραγιάννης/karagiannis "
        "Λαμπρόπουλος/lampropoulos Μακρής/makris Νικολάου/nikolaou Παππάς/pappas Ρήγας/rigas Σταύρου/stavrou "
        "Τσακίρης/tsakiris"
    ),
)
ARABIC: Final = Locale(
    _pairs(
        "أحمد/ahmad أمل/amal بدر/badr جميلة/jamila حسن/hassan خالد/khalid دانا/dana رانيا/rania زياد/ziad "
        "سلمى/salma "
        "طارق/tariq عمر/omar فاطمة/fatima كريم/karim ليلى/layla مريم/maryam نور/nour ياسر/yasser"
    ),
    _pairs(
        "الأنصاري/alansari البكري/albakri التميمي/altamimi الحداد/alhaddad الخطيب/alkhatib "
        "الراشد/alrashed السالم/alsalem "
        "الشامي/alshami الفارسي/alfarsi القاسم/alqasim المنصور/almansour النجار/alnajjar"
    ),
)
HEBREW: Final = Locale(
    _pairs(
        "אבי/avi אורית/orit גיל/gil דנה/dana הדר/hadar יעל/yael לירון/liron מיכל/michal נועם/noam "
        "עידו/ido רותם/rotem "
        "שירה/shira תמר/tamar"
    ),
    _pairs(
        "אברהמי/avrahami ברק/barak גולן/golan דרור/dror חדד/hadad כרמי/carmi לביא/lavi מזרחי/mizrahi נחום/nahum "
        "פלד/peled שגיא/sagi תבור/tavor"
    ),
)
CHINESE: Final = Locale(
    _pairs(
        "伟/wei 芳/fang 娜/na 敏/min 静/jing 强/qiang 磊/lei 洋/yang 艳/yan 勇/yong 杰/jie 娟/juan 涛/tao "
        "明/ming 超/chao 秀兰/xiulan "
        "晓东/xiaodong 雨桐/yutong 浩然/haoran 思远/siyuan"
    ),
    _pairs(
        "王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 赵/zhao 黄/huang 周/zhou 吴/wu 徐/xu 孙/sun 胡/hu "
        "朱/zhu 高/gao 林/lin 何/he 郭/guo "
        "欧阳/ouyang 司马/sima"
    ),
)
JAPANESE: Final = Locale(
    _pairs(
        "あかり/akari いつき/itsuki 太郎/taro 花子/hanako 健一/kenichi さくら/sakura 翔太/shota "
        "真由美/mayumi 直樹/naoki 美咲/misaki "
        "ユウキ/yuki 陽子/yoko 浩/hiroshi ひなた/hinata リサ/risa 大輔/daisuke"
    ),
    _pairs(
        "佐藤/sato 鈴木/suzuki 高橋/takahashi 田中/tanaka 渡辺/watanabe 伊藤/ito 山本/yamamoto "
        "中村/nakamura 小林/kobayashi 加藤/kato "
        "吉田/yoshida 山田/yamada 佐々木/sasaki 松本/matsumoto 井上/inoue 木村/kimura"
    ),
)
KOREAN: Final = Locale(
    _pairs(
        "민준/minjun 서연/seoyeon 도윤/doyun 지우/jiwoo 하은/haeun 준호/junho 수빈/subin 예린/yerin "
        "현우/hyunwoo 지민/jimin 은지/eunji "
        "태형/taehyung"
    ),
    _pairs("김/kim 이/lee 박/park 최/choi 정/jung 강/kang 조/cho 윤/yoon 장/jang 임/lim 한/han 남궁/namgung"),
)
HINDI: Final = Locale(
    _pairs(
        "अनीता/anita अर्जुन/arjun कविता/kavita दीपक/deepak नेहा/neha पूजा/pooja मनोज/manoj राहुल/rahul "
        "विक्रम/vikram संजय/sanjay "
        "सुनीता/sunita प्रिया/priya रोहन/rohan मीरा/meera"
    ),
    _pairs(
        "अग्रवाल/agarwal चौधरी/chaudhary गुप्ता/gupta जोशी/joshi कपूर/kapoor मेहता/mehta नायर/nair "
        "पटेल/patel राव/rao शर्मा/sharma "
        "सिंह/singh वर्मा/verma"
    ),
)

LOCALES: Final = (
    ENGLISH, SPANISH, FRENCH, GERMAN, NORDIC, POLISH, TURKISH, PORTUGUESE, RUSSIAN, GREEK, ARABIC, HEBREW, CHINESE,
    JAPANESE, KOREAN, HINDI,
)  # fmt: skip
OWN_SCRIPT: Final = frozenset((RUSSIAN, GREEK, ARABIC, HEBREW, CHINESE, JAPANESE, KOREAN, HINDI))
"""Languages whose people often write their name in Latin letters; abroad they all do."""
