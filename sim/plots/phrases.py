"""The words of figures in other languages: one table, a line for each phrase.

``{}`` stands for what varies: a number, a name that somebody has given, or words of the table. What
is not in the table stays English; names and numbers stay as they are.
"""

LANGUAGES = ("en", "de", "fr", "es", "zh")
"""English, German, French, Spanish, Chinese: the columns of the table."""

TABLE = """
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
events | Ereignisse | événements | eventos | 事件
censored | zensiert | censurés | censurados | 删失
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
{} % by {} ({} to {}) {} | {} % bis {} ({} bis {}) {} | {} % à {} ({} à {}) {} | {} % a los {} ({} a {}) {} | {} % 于 {} ({} 至 {}) {}
median {} ({} to {}) {} | Median {} ({} bis {}) {} | médiane {} ({} à {}) {} | mediana {} ({} a {}) {} | 中位 {} ({} 至 {}) {}
median not reached | Median nicht erreicht | médiane non atteinte | mediana no alcanzada | 未达到中位
{} % not reached | {} % nicht erreicht | {} % non atteints | {} % no alcanzado | {} % 未达到
{}: median {} {} | {}: Median {} {} | {} : médiane {} {} | {}: mediana {} {} | {}: 中位 {} {}
{}: median not reached | {}: Median nicht erreicht | {} : médiane non atteinte | {}: mediana no alcanzada | {}: 未达到中位
share of patients with the event | Anteil der Patienten mit Ereignis | part des patients avec événement | proporción de pacientes con evento | 发生事件的患者比例
cumulative hazard | kumulatives Hazard | risque cumulé | riesgo acumulado | 累积风险
grows | wächst | croît | crece | 生长
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
mean steady state of the standard dose | mittlerer Spiegel der Standarddosis | concentration moyenne à l'équilibre, dose standard | nivel medio estacionario de la dosis estándar | 标准剂量的平均稳态
{} [cells] | {} [Zellen] | {} [cellules] | {} [células] | {} [细胞]
{} [standard dose] | {} [Standarddosis] | {} [dose standard] | {} [dosis estándar] | {} [标准剂量]
day 0 | Tag 0 | jour 0 | día 0 | 第 0 天
drug given | mit Medikament | sous traitement | con fármaco | 用药中
equal burden | gleiche Last | charge égale | carga igual | 等负荷线
variant fraction | Anteil der Variante | fraction du variant | fracción de la variante | 变异比例
diameter [mm] | Durchmesser [mm] | diamètre [mm] | diámetro [mm] | 直径 [mm]
not seen (limit) | nicht gesehen (Grenze) | non vu (limite) | no visto (límite) | 未见 (检测限)
new lesion | neue Läsion | nouvelle lésion | nueva lesión | 新病灶
mutation, per division | Mutation, je Teilung | mutation, par division | mutación, por división | 突变 (每次分裂)
switch of state, per day | Wechsel, je Tag | changement d'état, par jour | cambio de estado, por día | 状态转换 (每天)
{} shrinks, another grows | {} schrumpft, ein anderer wächst | {} régresse, un autre croît | {} decrece, otro crece | {} 缩小而另一克隆生长
another outgrows {} | ein anderer wächst schneller als {} | un autre croît plus vite que {} | otro crece más que {} | 另一克隆快于 {}
× so much drug for the same effect | × so viel Medikament für die gleiche Wirkung | × autant de médicament pour le même effet | × tanto fármaco para el mismo efecto | × 倍药量达到相同效应
additive (Loewe) | additiv (Loewe) | additif (Loewe) | aditivo (Loewe) | 相加 (Loewe)
both standard doses | beide Standarddosen | les deux doses standard | ambas dosis estándar | 两药标准剂量
{}, net growth {} per day | {}, Nettowachstum {} je Tag | {}, croissance nette {} par jour | {}, crecimiento neto {} por día | {}, 净增长 {} /天
{}, no net growth | {}, kein Nettowachstum | {}, croissance nette nulle | {}, sin crecimiento neto | {}, 净增长为零
steps from the founder | Schritte vom Gründer | étapes depuis le fondateur | pasos desde el fundador | 距起始克隆的步数
{} better | {} besser | {} meilleur | {} mejor | {} 更好
← {} better | ← {} besser | ← {} meilleur | ← {} mejor | ← {} 更好
{} better → | {} besser → | {} meilleur → | {} mejor → | {} 更好 →
{} against {} | {} gegen {} | {} contre {} | {} frente a {} | {} 对 {}
{} less {} [{}] | {} minus {} [{}] | {} moins {} [{}] | {} menos {} [{}] | {} 减 {} [{}]
{}, patient by patient | {}, Patient für Patient | {}, patient par patient | {}, paciente por paciente | {}, 逐例
mean {} {}, within {} {} | Mittel {} {}, in {} {} | moyenne {} {}, sur {} {} | media {} {}, en {} {} | 平均 {} {}, {} {} 内
better for {} | besser bei {} | meilleur pour {} | mejor para {} | {} 更好
worse for {} | schlechter bei {} | pire pour {} | peor para {} | {} 更差
the same for {} | gleich bei {} | identique pour {} | igual para {} | {} 相同
undecided for {} | unentschieden bei {} | indécis pour {} | indeciso para {} | {} 未定
undecided | unentschieden | indécis | indeciso | 未定
at least | mindestens | au moins | al menos | 至少
overall survival | Gesamtüberleben | survie globale | supervivencia global | 总生存
progression-free survival | progressionsfreies Überleben | survie sans progression | supervivencia libre de progresión | 无进展生存
all patients ({}) | alle Patienten ({}) | tous les patients ({}) | todos los pacientes ({}) | 全部患者 ({})
no ratio: no events | keine Ratio: keine Ereignisse | pas de rapport : aucun événement | sin razón: sin eventos | 无比值: 无事件
no ratio: the arms separate | keine Ratio: die Arme trennen sich | pas de rapport : bras séparés | sin razón: brazos separados | 无比值: 两组完全分离
n = {} simulated | n = {} simuliert | n = {} simulés | n = {} simulados | 模拟 n = {}
{} results of one patient | {} Befunde eines Patienten | {} résultats d'un patient | {} resultados de un paciente | 一名患者的 {} 个结果
{} results of {} patients | {} Befunde von {} Patienten | {} résultats de {} patients | {} resultados de {} pacientes | {} 个结果 ({} 名患者)
{} of {} within the band | {} von {} im Band | {} sur {} dans la bande | {} de {} en la banda | {}/{} 在区间内
result of the scan [{}] | Befund des Scans [{}] | résultat de l'examen [{}] | resultado del examen [{}] | 检查结果 [{}]
observed: only below | beobachtet: nur darunter | observé : seulement en dessous | observado: solo por debajo | 观察值: 仅低于
95 % interval | 95-%-Intervall | intervalle à 95 % | intervalo del 95 % | 95 % 区间
a line explains {} % | eine Gerade erklärt {} % | une droite explique {} % | una recta explica {} % | 直线解释 {} %
{} of {} parameters not shown | {} von {} Parametern nicht gezeigt | {} paramètres sur {} non montrés | {} de {} parámetros no mostrados | {}/{} 个参数未显示
effect [{}] | Wirkung [{}] | effet [{}] | efecto [{}] | 效应 [{}]
standard deviations | Standardabweichungen | écarts types | desviaciones estándar | 标准差
more of it, more of the end point | mehr davon, mehr vom Endpunkt | s'il augmente, le critère augmente | si aumenta, aumenta el criterio | 增大则终点增大
more of it, less | mehr davon, weniger | s'il augmente, le critère diminue | si aumenta, disminuye | 增大则终点减小
share of the variance, with interactions | Anteil der Varianz, mit Wechselwirkungen | part de la variance, avec interactions | proporción de la varianza, con interacciones | 方差占比 (含交互)
share of the variance | Anteil der Varianz | part de la variance | proporción de la varianza | 方差占比
alone | allein | seul | solo | 单独
with its interactions | mit Wechselwirkungen | avec ses interactions | con sus interacciones | 含交互作用
luck of the patients | Zufall der Patienten | hasard des patients | azar de los pacientes | 患者随机性
{} is the same at every point, so no parameter has a share of it | {} ist an jedem Punkt gleich, kein Parameter hat einen Anteil daran | {} est identique en tout point, aucun paramètre n'y a part | {} es igual en todos los puntos, ningún parámetro tiene parte en él | {} 在各点相同, 与参数无关
share [%] | Anteil [%] | part [%] | parte [%] | 占比 [%]
no HR {}: the groups separate completely: while both are followed, no event is in {}; compare restricted means instead | keine HR {}: die Gruppen trennen sich ganz, solange beide beobachtet werden, kein Ereignis in {}; besser mittlere Zeiten vergleichen | pas de HR {} : groupes entièrement séparés, aucun événement dans {} tant que les deux sont suivis ; comparer les moyennes restreintes | sin HR {}: los grupos se separan del todo, ningún evento en {} mientras se sigue a ambos; comparar medias restringidas | 无 HR {}: 两组完全分离, 随访期间 {} 无事件; 请比较限制性平均时间
no HR {}: there is no event while patients of both groups are followed | keine HR {}: kein Ereignis, solange beide Gruppen beobachtet werden | pas de HR {} : aucun événement tant que les deux groupes sont suivis | sin HR {}: ningún evento mientras se sigue a ambos grupos | 无 HR {}: 两组均在随访时无事件
constant | konstant | constant | constante | 恒定
{} is best | {} ist am besten | {} est le meilleur | {} es el mejor | {} 最佳
no clear winner | kein klarer Sieger | pas de vainqueur net | sin ganador claro | 无明确优者
no difference | kein Unterschied | aucune différence | sin diferencia | 无差异
largest lead {} | größter Vorsprung {} | plus grande avance {} | mayor ventaja {} | 最大领先 {}
burden at the end | Last am Ende | charge finale | carga final | 终末负荷
burden at the end [{}] | Last am Ende [{}] | charge finale [{}] | carga final [{}] | 终末负荷 [{}]
survival time [{}] | Überlebenszeit [{}] | durée de survie [{}] | tiempo de supervivencia [{}] | 生存时间 [{}]
time to progression [{}] | Zeit bis zur Progression [{}] | temps jusqu'à la progression [{}] | tiempo hasta la progresión [{}] | 至进展时间 [{}]
{} = {} in {} | {} = {} in {} | {} = {} en {} | {} = {} en {} | {} = {} ({})
no crossing at {} of {} values | kein Schnittpunkt bei {} von {} Werten | pas de croisement pour {} valeurs sur {} | sin cruce en {} de {} valores | {}/{} 个值无交点
no crossing: the {} is {} under {} than under {} everywhere | kein Schnittpunkt: {} ist überall {} unter {} als unter {} | pas de croisement : {} est partout {} sous {} que sous {} | sin cruce: {} es siempre {} con {} que con {} | 无交点: {} 处处{} ({} 对 {})
above the line there is more under {} | über der Linie ist es mehr unter {} | au-dessus de la ligne, davantage sous {} | por encima de la línea hay más con {} | 线以上 {} 更大
no crossing: {} and {} do not change places in {} | kein Schnittpunkt: {} und {} tauschen nie die Plätze in {} | pas de croisement : {} et {} ne s'inversent pas en {} | sin cruce: {} y {} no se invierten en {} | 无交点: {} 与 {} 次序不变 ({})
larger | größer | supérieur | mayor | 较大
smaller | kleiner | inférieur | menor | 较小
equal on average | im Mittel gleich | égaux en moyenne | iguales en promedio | 平均相等
{} of resamples | {} der Stichproben | {} des rééchantillons | {} de los remuestreos | {} 的重抽样
seen | gesehen | observé | observado | 观察值
a limit | eine Grenze | une limite | un límite | 界限
best of the model | bestes Modell | meilleur du modèle | mejor del modelo | 模型最优
half of the posterior | Hälfte der Posterior-Verteilung | moitié de la loi a posteriori | mitad de la distribución posterior | 后验的一半
nine tenths of it | neun Zehntel davon | neuf dixièmes | nueve décimos | 后验的十分之九
correlation {} | Korrelation {} | corrélation {} | correlación {} | 相关系数 {}
today | heute | aujourd'hui | hoy | 今天
{} % of results | {} % der Befunde | {} % des résultats | {} % de los resultados | {} % 的结果
{} twins; {} % followed to the end | {} Zwillinge; {} % bis zum Ende beobachtet | {} jumeaux ; {} % suivis jusqu'à la fin | {} gemelos; {} % seguidos hasta el final | {} 个孪生; {} % 随访至终点
9 of 10 results | 9 von 10 Befunden | 9 résultats sur 10 | 9 de 10 resultados | 10 个结果中的 9 个
90 % interval ends here | hier endet das 90-%-Intervall | fin de l'intervalle à 90 % | aquí acaba el intervalo del 90 % | 90 % 区间边界
all others at their best | alle anderen am besten Wert | tous les autres au meilleur | los demás en su mejor valor | 其余取最优
best | bester Wert | meilleur | mejor | 最优
log-likelihood [{}] | Log-Likelihood [{}] | log-vraisemblance [{}] | log-verosimilitud [{}] | 对数似然 [{}]
less the best | minus beste | moins la meilleure | menos la mejor | 减最优
{} points | {} Punkte | {} points | {} puntos | {} 个点
{} rules | {} Regeln | {} règles | {} reglas | {} 条规则
on {} patients whom the search never saw | an {} Patienten, die die Suche nie sah | sur {} patients jamais vus par la recherche | en {} pacientes que la búsqueda nunca vio | 在 {} 名未参与搜索的患者上
less is better | weniger ist besser | moins vaut mieux | menos es mejor | 越小越好
more is better | mehr ist besser | plus vaut mieux | más es mejor | 越大越好
less is better [{}] | weniger ist besser [{}] | moins vaut mieux [{}] | menos es mejor [{}] | 越小越好 [{}]
more is better [{}] | mehr ist besser [{}] | plus vaut mieux [{}] | más es mejor [{}] | 越大越好 [{}]
standard doses x days | Standarddosen x Tage | doses standard x jours | dosis estándar x días | 标准剂量 x 天
cumulative dose | kumulative Dosis | dose cumulée | dosis acumulada | 累积剂量
final burden | Last am Ende | charge finale | carga final | 终末负荷
time on treatment | Zeit unter Therapie | temps sous traitement | tiempo en tratamiento | 治疗时间
survival time | Überlebenszeit | durée de survie | tiempo de supervivencia | 生存时间
time to progression | Zeit bis zur Progression | temps jusqu'à la progression | tiempo hasta la progresión | 至进展时间
progression free survival | progressionsfreies Überleben | survie sans progression | supervivencia libre de progresión | 无进展生存
resistant fraction | resistenter Anteil | fraction résistante | fracción resistente | 耐药比例
"""  # noqa: E501
