"""The words of figures in other languages: one table, a line for each phrase.

``{}`` stands for what varies: a number, a name that somebody has given, or words of the table. What
is not in the table stays English; names and numbers stay as they are.
"""

import re
from functools import cache

LANGUAGES = ("en", "de", "fr", "es", "zh")
"""English, German, French, Spanish, Chinese: the columns of the table."""

_TABLE = """
time [{}] | Zeit [{}] | temps [{}] | tiempo [{}] | 时间 [{}]
time since the trial began [{}] | Zeit seit Studienbeginn [{}] | temps depuis le début de l'essai [{}] | tiempo desde el inicio del ensayo [{}] | 试验开始后时间 [{}]
years | Jahre | années | años | 年
months | Monate | mois | meses | 月
weeks | Wochen | semaines | semanas | 周
days | Tage | jours | días | 天
cells | Zellen | cellules | células | 细胞
{} cells | {} Zellen | {} cellules | {} células | {} 细胞
tumour burden [{}] | Tumorlast [{}] | charge tumorale [{}] | carga tumoral [{}] | 肿瘤负荷 [{}]
tumour diameter [{}] | Tumordurchmesser [{}] | diamètre tumoral [{}] | diámetro tumoral [{}] | 肿瘤直径 [{}]
tumour volume [{}] | Tumorvolumen [{}] | volume tumoral [{}] | volumen tumoral [{}] | 肿瘤体积 [{}]
size of each clone [{}] | Größe jedes Klons [{}] | taille de chaque clone [{}] | tamaño de cada clon [{}] | 各克隆大小 [{}]
% of baseline | % des Ausgangswerts | % de la valeur initiale | % del valor inicial | 基线的 %
share of the tumour [%] | Anteil am Tumor [%] | part de la tumeur [%] | parte del tumor [%] | 肿瘤中占比 [%]
concentration | Konzentration | concentration | concentración | 浓度
concentration [{}] | Konzentration [{}] | concentration [{}] | concentración [{}] | 浓度 [{}]
net growth [1/day] | Nettowachstum [1/Tag] | croissance nette [1/jour] | crecimiento neto [1/día] | 净增长率 [1/天]
no cells | keine Zellen | aucune cellule | sin células | 无细胞
none | nichts | rien | nada | 无
median | Median | médiane | mediana | 中位数
the patient | der Patient | le patient | el paciente | 该患者
patient {} | Patient {} | patient {} | paciente {} | 患者 {}
patient | Patient | patient | paciente | 患者
single patients | einzelne Patienten | patients individuels | pacientes individuales | 单个患者
one patient | ein Patient | un patient | un paciente | 一名患者
{} to {} % of patients | {} bis {} % der Patienten | {} à {} % des patients | {} a {} % de los pacientes | {} 至 {} % 的患者
result | Befund | résultat | resultado | 检查结果
nothing seen | nichts zu sehen | rien de visible | nada visible | 未检出
not detected | nicht nachweisbar | non détecté | no detectado | 未检出
growth for good | Wachstum auf Dauer | croissance définitive | crecimiento definitivo | 持续增长
growth for good (half of the patients) | Wachstum auf Dauer (Hälfte der Patienten) | croissance définitive (la moitié des patients) | crecimiento definitivo (la mitad de los pacientes) | 持续增长 (半数患者)
detection limit | Nachweisgrenze | limite de détection | límite de detección | 检测限
detection limit (median) | Nachweisgrenze (Median) | limite de détection (médiane) | límite de detección (mediana) | 检测限 (中位数)
{} detection limit | Nachweisgrenze von {} | limite de détection de {} | límite de detección de {} | {} 检测限
fatal burden | tödliche Last | charge mortelle | carga mortal | 致死负荷
standard dose | Standarddosis | dose standard | dosis estándar | 标准剂量
standard dose (paler: less) | Standarddosis (blasser: weniger) | dose standard (plus pâle : moins) | dosis estándar (más pálido: menos) | 标准剂量 (浅色: 较少)
scans | Scans | examens | exámenes | 影像检查
progression | Progression | progression | progresión | 进展
first progression | erste Progression | première progression | primera progresión | 首次进展
second progression | zweite Progression | deuxième progression | segunda progresión | 再次进展
grew off drug | Wachstum in Pause | croissance sans traitement | crecimiento sin fármaco | 停药期增长
growth off drug | Wachstum in Pause | croissance sans traitement | crecimiento sin fármaco | 停药期增长
alive | am Leben | en vie | vivos | 存活
followed | beobachtet | suivis | seguidos | 随访中
response | Ansprechen | réponse | respuesta | 缓解
in response | im Ansprechen | en réponse | en respuesta | 缓解中
partial response | partielle Remission | réponse partielle | respuesta parcial | 部分缓解
death | Tod | décès | muerte | 死亡
death without progression | Tod ohne Progression | décès sans progression | muerte sin progresión | 无进展死亡
no cell left | keine Zelle übrig | plus aucune cellule | ninguna célula | 无残留细胞
no drug | kein Medikament | sans traitement | sin fármaco | 未用药
dropped out | ausgeschieden | sorti de l'essai | abandono | 失访
data cut-off | Datenschnitt | gel des données | corte de datos | 数据截止
alive at data cut-off | am Datenschnitt am Leben | en vie au gel des données | vivo en el corte de datos | 数据截止时存活
alive at the end | am Ende am Leben | en vie à la fin | vivo al final | 结束时存活
a line of therapy begins | eine Therapielinie beginnt | début d'une ligne de traitement | comienza una línea de tratamiento | 新一线治疗开始
line {}: {} | Linie {}: {} | ligne {} : {} | línea {}: {} | {} 线: {}
n = {} | n = {} | n = {} | n = {} | n = {}
n = {} in each arm | n = {} je Arm | n = {} par bras | n = {} por brazo | 每组 n = {}
{} in the arms | {} in den Armen | {} dans les bras | {} en los brazos | 各组 {}
{} dead | {} gestorben | {} décédés | {} fallecidos | {} 例死亡
dead | gestorben | décédé | fallecido | 死亡
{} eradicated | {} ohne Tumorzellen | {} éradiqués | {} erradicados | {} 例根除
eradicated | ohne Tumorzellen | éradiqué | erradicado | 根除
{} not followed to the end | {} nicht bis zum Ende beobachtet | {} non suivis jusqu'à la fin | {} no seguidos hasta el final | {} 例未随访至结束
{} not measurable at baseline | {} anfangs nicht messbar | {} non mesurables au départ | {} no medibles al inicio | {} 例基线不可测量
{} without a second result | {} ohne zweiten Befund | {} sans deuxième résultat | {} sin segundo resultado | {} 例无第二次结果
{} more in this arm | {} weitere in diesem Arm | {} de plus dans ce bras | {} más en este brazo | 该组另有 {} 例
{} not in this arm | {} nicht in diesem Arm | {} hors de ce bras | {} fuera de este brazo | {} 例不在该组
interrupted | abgebrochen | interrompu | interrumpido | 中断
what came first | was zuerst kam | le premier événement | lo que ocurrió primero | 首发事件
at risk | unter Risiko | à risque | en riesgo | 风险人数
share of patients | Anteil der Patienten | part des patients | proporción de pacientes | 患者比例
progression-free survival [{}] | progressionsfreies Überleben [{}] | survie sans progression [{}] | supervivencia libre de progresión [{}] | 无进展生存 [{}]
overall survival [{}] | Gesamtüberleben [{}] | survie globale [{}] | supervivencia global [{}] | 总生存 [{}]
cumulative incidence [{}] | kumulative Inzidenz [{}] | incidence cumulée [{}] | incidencia acumulada [{}] | 累积发生率 [{}]
Progression-free survival | Progressionsfreies Überleben | Survie sans progression | Supervivencia libre de progresión | 无进展生存
Overall survival | Gesamtüberleben | Survie globale | Supervivencia global | 总生存
Time to progression | Zeit bis zur Progression | Temps jusqu'à la progression | Tiempo hasta la progresión | 至进展时间
Cumulative incidence | Kumulative Inzidenz | Incidence cumulée | Incidencia acumulada | 累积发生率
{}, median {} ({} to {}) {} | {}, Median {} ({} bis {}) {} | {}, médiane {} ({} à {}) {} | {}, mediana {} ({} a {}) {} | {}, 中位 {} ({} 至 {}) {}
{}, median {} (no interval) {} | {}, Median {} (ohne Intervall) {} | {}, médiane {} (sans intervalle) {} | {}, mediana {} (sin intervalo) {} | {}, 中位 {} (无区间) {}
{}, median not reached | {}, Median nicht erreicht | {}, médiane non atteinte | {}, mediana no alcanzada | {}, 未达到中位
not reached | nicht erreicht | non atteinte | no alcanzada | 未达到
HR {} ({} to {}), log-rank {} | HR {} ({} bis {}), Logrank {} | HR {} ({} à {}), log-rank {} | HR {} ({} a {}), log-rank {} | HR {} ({} 至 {}), log-rank {}
hazard ratio | Hazard Ratio | rapport de risques | razón de riesgos | 风险比
patients, sorted | Patienten, geordnet | patients, triés | pacientes, ordenados | 患者 (已排序)
best change from baseline [%] | beste Änderung zum Ausgangswert [%] | meilleure variation par rapport au départ [%] | mejor cambio respecto al inicio [%] | 较基线最佳变化 [%]
best change of {} from baseline [%] | beste Änderung von {} zum Ausgangswert [%] | meilleure variation de {} par rapport au départ [%] | mejor cambio de {} respecto al inicio [%] | {} 较基线最佳变化 [%]
change from baseline [%] | Änderung zum Ausgangswert [%] | variation par rapport au départ [%] | cambio respecto al inicio [%] | 较基线变化 [%]
change of {} from baseline [%] | Änderung von {} zum Ausgangswert [%] | variation de {} par rapport au départ [%] | cambio de {} respecto al inicio [%] | {} 较基线变化 [%]
complete ({}) | vollständig ({}) | complète ({}) | completa ({}) | 完全缓解 ({})
partial ({}) | partiell ({}) | partielle ({}) | parcial ({}) | 部分缓解 ({})
stable ({}) | stabil ({}) | stable ({}) | estable ({}) | 稳定 ({})
progressive ({}) | progredient ({}) | progressive ({}) | progresiva ({}) | 进展 ({})
not evaluable ({}) | nicht beurteilbar ({}) | non évaluable ({}) | no evaluable ({}) | 不可评估 ({})
patients, most drug first | Patienten, meiste Dosis zuerst | patients, dose décroissante | pacientes, mayor dosis primero | 患者 (按总剂量排序)
half of it | die Hälfte davon | la moitié | la mitad | 一半
{}: standard dose | {}: Standarddosis | {} : dose standard | {}: dosis estándar | {}: 标准剂量
over: dead, eradicated or not followed | vorbei: tot, ohne Tumor oder nicht beobachtet | terminé : décès, éradication ou perdu de vue | terminado: muerte, erradicación o sin seguimiento | 结束: 死亡、根除或失访
median of the simulated | Median der simulierten | médiane des simulés | mediana de los simulados | 模拟中位数
10 to 90 % of the simulated | 10 bis 90 % der simulierten | 10 à 90 % des simulés | 10 a 90 % de los simulados | 模拟的 10 至 90 %
observed | beobachtet | observés | observados | 观察值
median of the observed | Median der beobachteten | médiane des observés | mediana de los observados | 观察中位数
10 and 90 % of the observed | 10 und 90 % der beobachteten | 10 et 90 % des observés | 10 y 90 % de los observados | 观察的 10 和 90 %
where chance would put them (95 %) | wohin der Zufall sie legt (95 %) | là où le hasard les place (95 %) | donde los pone el azar (95 %) | 随机范围 (95 %)
{} (median) | {} (Median) | {} (médiane) | {} (mediana) | {} (中位数)
"""  # noqa: E501


@cache
def _phrases(language: str) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Return the phrases without gaps, and the patterns of the others, in the table's order."""
    column, whole, patterns = LANGUAGES.index(language), {}, []
    for line in _TABLE.strip().splitlines():
        parts = [part.strip() for part in line.split(" | ")]
        if "{}" in parts[0]:
            gaps = "([^,;]+?)".join(re.escape(part) for part in parts[0].split("{}"))
            patterns.append((re.compile(gaps), parts[column]))
        else:
            whole[parts[0]] = parts[column]
    # (what says more comes first: "n = {} in each arm" before "n = {}")
    patterns.sort(key=lambda pair: -len(pair[0].pattern))
    return whole, patterns


def in_language(text: str, language: str) -> str:
    """Return a phrase of a figure in a language, as far as the table has it."""
    if language == "en" or not text.strip():
        return text
    if "\n[" in text:  # a label in two lines
        return in_language(text.replace("\n[", " ["), language).replace(" [", "\n[")
    if "\n" in text:
        return "\n".join(in_language(line, language) for line in text.split("\n"))
    return _phrase(text, language) or _piece_by_piece(text, language)


def _phrase(text: str, language: str) -> str:
    """Return a phrase that is in the table; else nothing."""
    whole, patterns = _phrases(language)
    if text in whole:
        return whole[text]
    for pattern, said in patterns:
        found = pattern.fullmatch(text)
        if found:
            return said.format(*(_phrase(gap, language) or gap for gap in found.groups()))
    return ""


def _piece_by_piece(text: str, language: str) -> str:
    """Return a text whose parts, between commas or semicolons, are in the table."""
    for mark in ("; ", ", "):
        if mark in text:
            return mark.join(in_language(part, language) for part in text.split(mark))
    return text
