"""One hand-fused kernel with the mathematics of the engine: the limit of what the engine could reach.

Written flat, for speed: parameters by column of a plain array, state in scalars and a few small arrays, logarithms and
powers shared, and whatever no option changes calculated once a draw. It covers the standard workload only (see
`fused_inputs`), takes nothing from one option to the next that the engine does not, and gives the same results to 1e-9:
`tests/benchmarks/test_fused.py` fails when the engine moves away from it. Codes in comments are equations of
docs/model.md.
"""

from __future__ import annotations

import math

import numpy as np

from benchmarks.compiling import compiled_limit
from benchmarks.fused_drivers import Paths, drive, elasticities, overrun
from benchmarks.fused_inputs import AT, Choices, Town
from benchmarks.fused_parts import alone, at_scale, pull, starts
from benchmarks.fused_relation import KEY, SERVICE, gives_notice, may_leave, moved_trust, reopens
from model.engine import kernel as k_
from model.engine.names import ITEMS
from model.engine.records import NEVER, Noise, Results
from model.engine.transition import Z95

(
    RETAINED, HOSTING, TECHNICAL, FUNCTIONAL, OFFICE, LICENCES, SAAS, OVERHEAD, INCOME, HIRE, DIRECTING, LAW, PROJECTS,
    GOVERNANCE, RENEWAL, INCIDENT, TRANSITION, DUAL, STRANDED, SURPLUS, LEFT, VAT, EXIT, RESERVE,
    RESERVE_LEFT,
) = range(len(ITEMS))  # fmt: skip
COUNT = len(ITEMS)


def fused(town: Town, choices: Choices, values: np.ndarray, noise: Noise, out: Results) -> None:  # noqa: C901, PLR0912, PLR0915  flat on purpose
    """Run every draw of a block for every option; `values` (draw, parameter), `out` zeros to begin with."""
    # Arrays by their own name: one that is read from a tuple inside a loop is counted in and out every time.
    out_charge, out_npv, out_npv_year, out_score, seen = out.charge, out.npv, out.npv_year, out.score, out.observable
    out_scale_effect, out_cost_sum, out_staffed_sum = out.scale_effect, out.cost_sum, out.staffed_sum
    noise_incident, noise_damage, noise_voice, noise_leave = noise.incident, noise.damage, noise.voice, noise.leave
    noise_tail, noise_overrun = noise.tail, noise.overrun
    town_heads, town_group, town_contracts, town_retained = town.heads, town.group, town.contracts, town.retained
    town_levels, town_key, town_trust, town_usage_share = town.levels, town.key, town.trust, town.usage_share
    people, residents, base_share = town.people, town.residents, town.base_share
    town_dissolution_share, town_seat, do_seat = town.dissolution_share, town.seat, choices.seat
    do_form_year, do_saving, do_task_year, do_task = choices.form_year, choices.saving, choices.task_year, choices.task
    do_key_year, do_key_phase, do_key, do_end_year = choices.key_year, choices.key_phase, choices.key, choices.end_year
    do_employer, do_hosted, noise_host = choices.employer, choices.hosted, noise.host
    do_levers, do_lever_year, do_lever_moves = choices.levers, choices.lever_year, choices.lever_moves
    last, exits_on = town.horizon, town.exits_on == 1
    years, kinds, inhabitants, unit = last + 1, len(town_group), town.inhabitants, town.cost_per_fte
    path = Paths(
        np.ones(years), np.ones(years), np.ones(years), np.ones(years), np.ones(years), np.ones(years), np.zeros(years),
        np.zeros(years), np.zeros(years), np.zeros((2, years)), np.zeros((3, years)), np.zeros(years),
        np.zeros((4, years + 1)), np.zeros((2, 3)), np.ones(years),
    )  # fmt: skip
    goods, wages, work, path_licences, path_saas = path.goods, path.wages, path.work, path.licences, path.saas
    path_member, path_real, path_volume, path_law = path.member, path.real, path.volume, path.law
    path_per_head, path_money, path_apart, path_own = path.per_head, path.money, path.apart, path.own
    scale, cost, row, powers = np.ones((3, 4)), np.zeros((3, COUNT)), np.zeros(COUNT), np.ones(town.most_heads + 2)
    posts, posts_start, know, debt = np.zeros(3), np.zeros(3), np.zeros(3), np.zeros(3)
    quality, missing, days, waiting = np.zeros(3), np.zeros(3), np.zeros(3), np.zeros(3)
    fte, scale_cost, hit, log_start = np.zeros(3), np.zeros(3), np.zeros(3), np.zeros(3)
    trust, shift, share, charge, regular = np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(2)
    fit_start, reference, left, quits, burden = np.zeros(2), np.ones(2), np.zeros(2), np.zeros(2), np.zeros(2)
    level, staffed, twice = np.zeros(4), np.zeros((3, kinds, 3)), np.zeros(2)
    said, spoken, seat = np.zeros(2), np.zeros(2), np.zeros(2)
    running = town.hosting + town.technical + town.functional
    bought = running + town.software
    budget = bought + town.back_office + town.overhead
    start_fte = town.technical_fte + town.other_fte
    for d in range(len(values)):
        v = values[d]
        drive(d, town, v, noise, path)
        # O1, O2, S1-S2: elasticities and what scale does to a party on its own
        in_cloud, limit, sticky = work[0, 0], v[AT.scale_limit], v[AT.cloud_stickiness]
        start, ratio = 1.0 - in_cloud, v[AT.cloud_price_ratio]
        units = start + in_cloud * ratio
        saas_money = town.software * in_cloud * ratio / units
        unit_price = town.software / inhabitants / units
        slopes = elasticities(v, town, saas_money)
        e_hosting, e_technical, e_saas = slopes[0], slopes[1], slopes[4]
        log_served = math.log(max(1.0, min(inhabitants * in_cloud, limit)))
        task_scale = at_scale(town, limit, in_cloud, slopes, log_start, scale)
        # T1, O3, F3, F7: terms of this draw
        factor = overrun(v, noise_overrun[d], noise_tail[d])
        staff_part = v[AT.transition_staff_share]
        one_off = (1.0 - staff_part) * factor + staff_part * (1.0 + v[AT.transition_staff_overrun])
        late = min(v[AT.transition_delay_cap], v[AT.transition_delay_factor] * max(0.0, factor - 1.0))
        outflow, to_fill, found = v[AT.staff_outflow], v[AT.staff_time_to_fill], v[AT.staff_hire_found]
        vacant_then = min(1.0, outflow * to_fill)
        hired_then = found * vacant_then
        hit[0] = 1.0 - math.exp(-v[AT.incident_rate] * math.pow(2.0, v[AT.incident_shared_targets]))
        hit[1] = hit[2] = 1.0 - math.exp(-v[AT.incident_rate])
        harm = math.log(v[AT.incident_damage_p95] / v[AT.incident_damage_median]) / Z95
        normal_debt = v[AT.operations_debt_start] * (town.hosting + town.software)
        if town.backlog_known == 1:
            normal_debt = town.backlog
        know_start, ageing = v[AT.operations_knowledge_start], v[AT.operations_knowledge_ageing]
        learning = (outflow + ageing) * know_start / max(1e-3, 1.0 - know_start)
        client = v[AT.service_client_quality] + v[AT.service_client_fit]
        client += v[AT.service_client_response] + v[AT.service_client_price]
        for o in range(len(do_end_year)):
            ended, split, unplanned, task, form_year, saving = False, -1, 0, 0.0, NEVER, 0.0
            form_starts, form_late = starts(do_form_year[o], v[AT.transition_form_months], late)
            end_starts, end_late = starts(do_end_year[o], v[AT.transition_split_months], late)
            refused, turned = do_hosted[o] == 1 and noise_host[d] < v[AT.sourcing_host_refuses], 0.0
            if refused:
                form_starts = NEVER
            key_year, phase, calm, pressure = 0, 0.0, 0, 1.0
            reserve, joint_regular, arranging_start, missing_start = town.reserve, 0.0, 0.0, 0.0
            posts[0], posts_start[0], know[0], debt[0] = town.technical_fte, town.technical_fte, know_start, normal_debt
            for p in range(2):
                trust[p], shift[p], charge[p], quits[p] = town_trust[p], 0.0, 0.0, NEVER
                regular[p] = 0.0
                said[p], seat[p] = 0.0, town_seat[p]
            for y in range(years):
                # E4-E9, A5, A6: what changes this year
                transition, doubled, ends, months = 0.0, 0.0, False, end_late
                twice[0] = twice[1] = 0.0
                if y > 0 and not ended:
                    if refused and y == do_form_year[o]:
                        transition += joint_regular * v[AT.transition_form] * one_off * v[AT.transition_preparation]
                        turned = 1.0
                    if do_form_year[o] <= y < form_starts != NEVER:
                        doubled += cost[0, OVERHEAD]
                    if y == form_starts:
                        part = one_off if do_employer[o] == 1 else (1.0 - staff_part) * factor
                        transition += joint_regular * v[AT.transition_form] * part
                        doubled += form_late / 12.0 * cost[0, OVERHEAD]
                        saving, form_year = do_saving[o], y
                        if do_employer[o] == 1:
                            pressure, calm = v[AT.staff_employer_outflow], y + int(v[AT.staff_unrest_years])
                        seat[0], seat[1] = do_seat[o, 0], do_seat[o, 1]
                    if do_end_year[o] <= y < end_starts:
                        for p in range(2):
                            twice[p] = share[p] * (cost[0, HOSTING] + cost[0, LICENCES])
                    if y == do_task_year[o]:
                        moved = (town_retained[0] + town_retained[1]) * do_task[o] * wages[y]
                        transition += moved * v[AT.transition_task] * one_off
                        task = do_task[o]
                    if y == do_key_year[o]:
                        key_year, phase, shift[0], shift[1] = y, do_key_phase[o], 0.0, 0.0
                    ends = y == end_starts
                    if not ends and (quits[0] == y or quits[1] == y):
                        ends, unplanned, months = True, y, v[AT.transition_split_months] * late
                if ends:
                    ended, split = True, y
                    pressure, calm = v[AT.staff_breakup_outflow], y + int(v[AT.staff_unrest_years])
                    fees = (1.0 - v[AT.stranded_taken_over]) * (
                        town.book_value * goods[y] * (1.0 - work[0, y - 1]) / start * (1.0 - v[AT.stranded_proceeds])
                        + town_contracts[y]
                    )
                    moved = (v[AT.transition_dual_months] + months) / 12.0 * (cost[0, HOSTING] + cost[0, LICENCES])
                    for p in range(2):
                        k, part, own = 1 + p, people[1 + p] / inhabitants, town_dissolution_share[p]
                        cost[k, TRANSITION] = regular[p] * v[AT.transition_split] * one_off
                        cost[k, DUAL], cost[k, RESERVE] = moved * share[p] + twice[p], -reserve * own
                        twice[p] = 0.0
                        cost[k, STRANDED] = fees * own
                        know[k], debt[k], posts[k], posts_start[k] = know[0], debt[0] * part, 0.0, posts_start[0] * part
                        left[p] = v[AT.stranded_overhead] * regular[p] / goods[y - 1]
                        share[p], charge[p], regular[p] = 0.0, 0.0, 0.0
                    reserve = 0.0
                if y >= calm:
                    pressure = 1.0
                governance = (
                    budget
                    * wages[y]
                    * pull(y, v, do_lever_year[o], do_lever_moves[o], do_levers[o], town_levels, level)
                )
                # O4-O11, W1-W6, Y4, Y6: the pools that run
                tight = v[AT.staff_tightness] if y > 0 else 1.0
                vacant = min(1.0, outflow * pressure * to_fill * tight) if y > 0 else vacant_then
                hired = found * vacant
                absent = 1.0 - (1.0 - v[AT.staff_sick]) * (1.0 - v[AT.staff_leave]) * (1.0 - vacant)
                for n in range(1, len(powers)):
                    powers[n] = powers[n - 1] * absent
                at_goods, at_wages = goods[y], wages[y]
                for k in range(1 if ended else 0, 3 if ended else 1):
                    part, hosted = people[k] / inhabitants, 1.0 - work[k, y]
                    log_hosted = math.log(max(1.0, min(people[k] * hosted, limit))) - log_start[k]
                    base = town.technical_fte * part * scale[k, 1]
                    target = base * (hosted / start) * math.exp(e_technical * log_hosted)
                    follow = hosted / start * math.exp(e_hosting * log_hosted)
                    if follow < 1.0:
                        follow = 1.0 - sticky * (1.0 - follow)
                    if y > 0:
                        posts[k] = max(target, posts[k] * (1.0 - outflow * pressure))
                    directing = v[AT.staff_conversion] * max(0.0, base - target)
                    functional = town.functional * part * scale[k, 2]
                    cost[k, HOSTING] = at_goods * town.hosting * part * scale[k, 0] * follow
                    cost[k, TECHNICAL] = at_wages * town.technical * posts[k] / town.technical_fte
                    new = directing * unit
                    cost[k, FUNCTIONAL] = at_wages * (functional + (1.0 - v[AT.staff_member_share]) * new)
                    cost[k, DIRECTING] = at_wages * v[AT.staff_member_share] * new
                    cost[k, OFFICE] = at_wages * town.back_office * part * scale[k, 3]
                    cost[k, OVERHEAD] = at_goods * town.overhead * part * scale[k, 3]
                    served = math.exp(e_saas * (math.log(max(1.0, min(people[k] * work[k, y], limit))) - log_served))
                    price = unit_price * people[k]
                    if k == 0:
                        cost[k, FUNCTIONAL] += at_wages * task * task_scale
                        cost[k, INCOME] = -at_goods * town.income
                    else:
                        price /= 1.0 - v[AT.cloud_joint_discount]
                    cost[k, LICENCES] = path_licences[y] * price * hosted
                    cost[k, SAAS] = path_saas[y] * price * work[k, y] * ratio * served
                    scale_cost[k] = (
                        cost[k, HOSTING] * (1.0 - 1.0 / scale[k, 0]) + cost[k, TECHNICAL] * (1.0 - 1.0 / scale[k, 1])
                        + at_wages * functional * (1.0 - 1.0 / scale[k, 2])
                        + (cost[k, OFFICE] + cost[k, OVERHEAD]) * (1.0 - 1.0 / scale[k, 3])
                        + cost[k, SAAS] * (1.0 - 1.0 / served)
                    )  # fmt: skip
                    once = 2.0 - v[AT.law_shared] if k == 0 else 1.0
                    cost[k, LAW] = path_law[y] * once + path_per_head[y] * (residents[k - 1] if k > 0 else inhabitants)
                    cost[k, PROJECTS] = wages[y] * bought * part * path_volume[y]
                    worth = wages[y] * unit
                    asked = posts[k] + (1.0 - v[AT.staff_member_share]) * directing + town.other_fte * part
                    asked += max(0.0, cost[k, LAW] + cost[k, PROJECTS]) / worth
                    normal = start_fte * part
                    cost[k, HIRE] = v[AT.staff_hire_premium] * worth * (tight * hired * asked - hired_then * normal)
                    open_posts = max(0.0, (vacant - hired) * asked - (vacant_then - hired_then) * normal)
                    waiting[k] = open_posts / asked if asked > 0.0 else 0.0
                    fte[k] = asked * (1.0 - vacant + hired)
                    owed_start = normal_debt * part
                    if y > 0:
                        rate, put_off = v[AT.operations_debt_catch_up], v[AT.operations_budget_cut] * running * part
                        cost[k, RENEWAL] = goods[y] * (rate * (debt[k] - owed_start) - put_off)
                        inflow = rate * owed_start + open_posts * unit + put_off
                        debt[k] = max(0.0, debt[k] + inflow - rate * debt[k])
                        drain = outflow * pressure + ageing * v[AT.operations_innovation]
                        know[k] = min(1.0, max(0.0, know[k] + learning * (1.0 - know[k]) - drain * know[k]))
                    else:
                        cost[k, RENEWAL] = 0.0
                    kept = posts[k] / posts_start[k]
                    present, without = alone(v, absent, kept, town_heads[k], town_group, powers, staffed[k])
                    missing[k], days[k] = 1.0 - present, v[AT.operations_working_days] * without
                    if y == 0:
                        missing_start = missing[0]
                    feeling = (
                        v[AT.service_quality_knowledge] * (know[k] - know_start)
                        - v[AT.service_quality_debt] * (debt[k] - owed_start) / (bought * part)
                        - v[AT.service_quality_backlog] * waiting[k]
                        - v[AT.service_quality_vulnerability] * (missing[k] - missing_start)
                    )  # fmt: skip
                    quality[k] = 1.0 / (1.0 + math.exp(-feeling))
                    cost[k, INCIDENT] = 0.0
                    if y > 0 and noise_incident[d, k, y] < hit[k]:
                        damage = v[AT.incident_damage_median] * math.exp(harm * noise_damage[d, k, y])
                        cost[k, INCIDENT] = damage * goods[y] * (1.0 + v[AT.incident_shared_damage] if k == 0 else 1.0)
                    if not ends:
                        cost[k, TRANSITION], cost[k, STRANDED] = transition, 0.0
                        cost[k, DUAL], cost[k, RESERVE] = doubled, 0.0
                    if y > 0:
                        before = 1.0 - work[k, y - 1]
                        if hosted < before:
                            early = max(0.0, 1.0 - hosted / before - 1.0 / town.asset_life)
                            books = town.book_value * part * before / start * goods[y]
                            cost[k, STRANDED] += books * early * (1.0 - v[AT.stranded_proceeds])
                            yearly = town.hosting * part / start * goods[y]
                            yearly += unit_price * people[k] * path_licences[y]
                            cost[k, PROJECTS] += v[AT.cloud_migration_cost] * yearly * (before - hosted)
                        else:
                            back = town.hosting * part * goods[y] * (hosted - before) / start
                            cost[k, TRANSITION] += v[AT.cloud_return_cost] * back
                    if k > 0:
                        fading = max(0.0, 1.0 - (y - split) / v[AT.stranded_overhead_years])
                        cost[k, LEFT] = left[k - 1] * fading * goods[y]
                # B3, Y5, B5, B6: the accounts of the arrangement
                if not ended:
                    if saving > 0.0 and y >= form_year:
                        ramp = min(1.0, (y - form_year) / v[AT.transition_saving_years])
                        kept = 1.0 - saving * v[AT.transition_saving_fraction] * ramp
                        scale_cost[0] *= kept
                        for i in range(HOSTING, OVERHEAD + 1):
                            cost[0, i] *= kept
                    size = 1.0 + town.coordination_on * v[AT.governance_per_divergence] * path_apart[y]
                    agreed = 1.0 - v[AT.governance_clarity_effect] * level[0]
                    agreed *= 1.0 - v[AT.governance_siam_effect] * level[1]
                    arranging = v[AT.governance_coordination] * budget * size * agreed
                    if y == 0:
                        arranging_start = arranging
                    cost[0, GOVERNANCE] = governance + (arranging - arranging_start) * wages[y]
                    spend = -cost[0, DIRECTING]
                    for i in range(HOSTING, VAT + 1):
                        spend += cost[0, i]
                    used = 0.0
                    if y > 0:
                        sudden = cost[0, INCIDENT] + max(0.0, cost[0, TRANSITION]) + max(0.0, cost[0, STRANDED])
                        used = min(max(0.0, reserve), sudden)
                    joint_charge = spend - used
                    once = max(0.0, cost[0, INCIDENT]) + max(0.0, cost[0, TRANSITION]) + max(0.0, cost[0, STRANDED])
                    once += cost[0, DUAL] + cost[0, SURPLUS] + cost[0, LEFT]
                    joint_regular = max(0.0, min(joint_charge, spend - once))
                    reserve, cost[0, RESERVE] = reserve - used, -used
                    reached = 0.0 if key_year == 0 else 1.0 if phase <= 0.0 else min(1.0, (y - key_year) / phase)
                    for p in range(2):
                        share[p] = shift[p]
                        for b in range(5):
                            weight = town_key[b] + reached * (do_key[o, b] - town_key[b])
                            share[p] += weight * base_share[p, b]
                        charge[p], regular[p] = share[p] * joint_charge, share[p] * joint_regular
                estimate = v[AT.operations_budget_level] if town.estimated == 1 and y > 0 else 1.0
                # B7, M1-M5, P4: what each party pays and feels, and what is kept of it
                talked = 1.0 + said[0] + said[1]
                spoken[0], spoken[1] = 0.0, 0.0
                for p in range(2):
                    k, part, mine = 0, people[1 + p] / inhabitants, share[p]
                    if ended:
                        k, part, mine = 1 + p, 1.0, 1.0
                    index, real = path_member[y], path_real[y] if y > 0 else 0.0
                    for i in range(COUNT):
                        row[i] = mine * cost[k, i]
                    row[DIRECTING] = part * cost[k, DIRECTING]
                    row[RETAINED] = at_wages * town_retained[p] * (1.0 if ended else 1.0 - task)
                    row[DUAL] += twice[p]
                    row_own = row[RETAINED] + row[DIRECTING]
                    cash, paid = 0.0, charge[p]
                    for i in range(COUNT):
                        cash += row[i]
                    told, fixed = cash, row[LAW] + row[INCIDENT] + row[RESERVE]
                    if estimate != 1.0:
                        told = estimate * (cash - fixed) + fixed
                        paid = 0.0 if ended else estimate * (charge[p] - fixed) + fixed
                        for i in range(COUNT):
                            row[i] *= 1.0 if i in (LAW, INCIDENT, RESERVE) else estimate
                    for s in range(kinds):
                        for n in range(3):
                            out_staffed_sum[o, p, y, s, n] += staffed[k, s, n]
                    for i in range(COUNT):
                        out_cost_sum[o, p, y, i] += row[i]
                        out_npv[d, o, p, i] += row[i] * real
                    charged, burden[p] = burden[p], charge[p] + row_own
                    per_person = cash / (index * residents[p])
                    fit, unfair = 1.0, 0.0
                    if not ended:
                        vision = max(0.0, level[3] - town_levels[3])
                        other = (people[2 - p] / inhabitants + said[1 - p]) / talked
                        fit = 1.0 - other * path_apart[y] * (1.0 - vision)
                        just = min(base_share[p, 0], town_usage_share[p])
                        unfair = max(0.0, mine - just) / just if just > 0.0 else 0.0
                    if y == 0:
                        reference[p], fit_start[p] = max(per_person, 1e-9), fit
                    cheap = min(1.0, max(0.0, 1.0 - 0.5 * per_person / reference[p]))
                    content = (
                        v[AT.service_client_quality] * quality[k] + v[AT.service_client_fit] * fit
                        + v[AT.service_client_response] * (1.0 - waiting[k]) + v[AT.service_client_price] * cheap
                    ) / client  # fmt: skip
                    if y > 0 and not ended:
                        contact = level[1] - town_levels[1] + level[2] - town_levels[2]
                        prices = index / path_member[y - 1]
                        trust[p] = moved_trust(
                            trust[p], burden[p], charged, prices, fit - fit_start[p], contact, unfair, v
                        )
                        misfit = max(0.0, fit_start[p] - fit)
                        talk = reopens(noise_voice[d, p, y], unfair, misfit, seat[p], v)
                        if talk == KEY:
                            gain = v[AT.relation_voice_step] * mine * unfair / (1.0 + unfair)
                            shift[1 - p] += gain * (share[1 - p] / (1.0 - mine) if mine < 1.0 else 1.0)
                            shift[p] -= gain
                        elif talk == SERVICE:
                            spoken[p] = talked * v[AT.relation_voice_step] * misfit
                        wish = v[AT.relation_exit_trust] * (v[AT.relation_reference_trust] - trust[p])
                        wish += v[AT.relation_exit_unfairness] * unfair
                        luck = noise_leave[d, p, y]
                        if exits_on and quits[p] == NEVER and may_leave(luck, wish, v) and gives_notice(
                            luck, wish, noise_host[d], p, y, task, town, v, path, slopes,
                            start, unit_price, cost, share, regular, posts[0], fte[0], debt[0] - normal_debt, reserve,
                        ):  # fmt: skip
                            quits[p] = y + town.notice
                    out_charge[d, o, p, y] = paid
                    if y > 0:
                        out_npv_year[d, o, p, y] = told * real
                        out_scale_effect[d, o, p] += mine * scale_cost[k] * estimate * real
                        out_score[d, o, p, k_.KOSTEN] += cheap / last
                        out_score[d, o, p, k_.KWALITEIT] += quality[k] / last
                        out_score[d, o, p, k_.KWETSBAARHEID] += (1.0 - missing[k]) / last
                        out_score[d, o, p, k_.KWANTITEIT] += (1.0 - waiting[k]) / last
                        out_score[d, o, p, k_.KLANT] += content / last
                        out_score[d, o, p, k_.KENNIS] += know[k] / last
                    seen[d, o, p, y, k_.O_CHARGE], seen[d, o, p, y, k_.O_OWN] = paid, told - paid
                    seen[d, o, p, y, k_.O_TRANSFER], seen[d, o, p, y, k_.O_FTE] = 0.0, fte[k] * part
                    seen[d, o, p, y, k_.O_CASH], seen[d, o, p, y, k_.O_LASTEN] = told, told
                    seen[d, o, p, y, k_.O_CLOUD], seen[d, o, p, y, k_.O_WORK] = path_money[p, y], work[1 + p, y]
                    seen[d, o, p, y, k_.O_TRUST], seen[d, o, p, y, k_.O_SATISFACTION] = trust[p], content
                    seen[d, o, p, y, k_.O_MISSING], seen[d, o, p, y, k_.O_DAYS] = missing[k], days[k]
                    seen[d, o, p, y, k_.O_BACKLOG], seen[d, o, p, y, k_.O_KNOWLEDGE] = waiting[k], know[k]
                    seen[d, o, p, y, k_.O_DEBT], seen[d, o, p, y, k_.O_UNFAIR] = debt[k] * part * goods[y], unfair
                    seen[d, o, p, y, k_.O_GAP] = paid * (1.0 - index / path_own[y])
                    seen[d, o, p, y, k_.O_EXITED] = 1.0 if 0 < unplanned == quits[p] else 0.0
                    seen[d, o, p, y, k_.O_REFUSED] = turned
                    seen[d, o, p, y, k_.O_SPEND] = paid - share[p] * cost[0, RESERVE]
                    seen[d, o, p, y, k_.O_SHARE], seen[d, o, p, y, k_.O_RESERVE] = share[p], share[p] * reserve
                    inside = 0.0 if ended else 1.0
                    seen[d, o, p, y, k_.O_MEMBER], seen[d, o, p, y, k_.O_SEAT] = inside, inside * seat[p]
                said[0], said[1] = said[0] + spoken[0], said[1] + spoken[1]
            for p in range(2):  # Y9
                out_npv[d, o, p, RESERVE_LEFT] -= reserve * path_real[last] * town_dissolution_share[p]


fused = compiled_limit(fused)
