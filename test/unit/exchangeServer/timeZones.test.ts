import { chosenBehaviours } from '../../exchangeServer/behaviours';
import { element, parseXml } from '../../exchangeServer/contracts';
import type { RequestContext, XmlElement } from '../../exchangeServer/contracts';
import { operations } from '../../exchangeServer/timeZoneOperations';
import {
	customTimeZone,
	definitionOf,
	findTimeZone,
	timeZone,
	timeZones,
	toLocal,
	toUtc,
	windowsTimeZones,
} from '../../exchangeServer/timeZones';
import { readDefinition } from '../../exchangeServer/timeZonesXml';

const berlin = timeZone('W. Europe Standard Time');
const declared = (xml: XmlElement) =>
	parseXml(`<root xmlns:m="m" xmlns:t="t">${xml.markup}</root>`).children[0];

describe('Windows time zones', () => {
	it('knows all 139 with a display name', () => {
		expect(windowsTimeZones).toHaveLength(139);
		expect(windowsTimeZones.filter(({ id, name }) => id === name)).toEqual([]);
	});

	it('finds a zone whatever the case, and no other', () => {
		expect(findTimeZone('w. europe standard time')).toBe(berlin);
		expect(findTimeZone('tzone://Microsoft/Utc')?.id).toBe('UTC');
		expect(findTimeZone('Mitteleuropäische Zeit')).toBeUndefined();
		expect(() => timeZones.offsetAt('Mars', 0)).toThrow('Unknown Windows time zone: Mars');
	});

	it.each([
		['winter', '2026-01-15T09:00:00', '2026-01-15T08:00:00.000Z'],
		['summer', '2026-07-15T09:00:00', '2026-07-15T07:00:00.000Z'],
		['skipped hour', '2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
		['hour that occurs twice', '2026-10-25T02:30:00', '2026-10-25T01:30:00.000Z'],
	])('converts %s', (_, local, expected) => {
		expect(toUtc(local, berlin).toISOString()).toBe(expected);
	});

	it('goes back to the wall clock', () => {
		expect(toLocal(new Date('2026-07-15T07:00:00Z'), berlin)).toBe('2026-07-15T09:00:00');
		expect(toLocal(new Date('2026-07-15T07:00:00.250Z'), timeZone('Nepal Standard Time'))).toBe(
			'2026-07-15T12:45:00.250',
		);
	});

	it('publishes rules that give the same offsets as Intl, hour by hour around every change', () => {
		const wrong: string[] = [];
		for (const zone of windowsTimeZones) {
			const published = customTimeZone(definitionOf(zone.id));
			for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2032, 0, 1); at += 97 * 3_600_000) {
				const moment = new Date(at);
				if (zone.offsetAt(moment) !== published.offsetAt(moment)) wrong.push(`${zone.id} ${at}`);
			}
		}
		expect(wrong).toEqual([]);
	});
});

describe('time zone definitions', () => {
	it('writes recurring changes as Exchange does', () => {
		const definition = timeZones.definition(berlin.id, 't:TimeZoneDefinition', true);
		expect(definition.markup).toContain(
			'<t:RecurringDayTransition><t:To Kind="Period">trule:Microsoft/Registry/W. Europe Standard Time/2010-Daylight</t:To>' +
				'<t:TimeOffset>PT120M</t:TimeOffset><t:Month>3</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>-1</t:Occurrence>',
		);
		expect(timeZones.definition(berlin.id, 't:StartTimeZone', false)).toEqual(
			element('t:StartTimeZone', undefined, { Name: berlin.name, Id: berlin.id }),
		);
	});

	it('reads what it writes', () => {
		for (const { id } of windowsTimeZones) {
			const written = timeZones.definition(id, 't:StartTimeZone', true);
			expect(readDefinition(declared(written))).toEqual(
				JSON.parse(JSON.stringify(definitionOf(id))),
			);
		}
	});

	it('converts by the rules that a request brings along', () => {
		const definition = readDefinition(
			parseXml(`<t:StartTimeZone xmlns:t="t" Id="tzone://Microsoft/Custom" Name="Ours">
				<t:Periods><t:Period Bias="-P0DT1H0M0.0S" Name="Standard" Id="s"/><t:Period Bias="-PT2H" Name="Daylight" Id="d"/></t:Periods>
				<t:TransitionsGroups><t:TransitionsGroup Id="0">
					<t:RecurringDayTransition><t:To Kind="Period">d</t:To><t:TimeOffset>PT2H</t:TimeOffset><t:Month>4</t:Month><t:DayOfWeek>Monday</t:DayOfWeek><t:Occurrence>2</t:Occurrence></t:RecurringDayTransition>
					<t:RecurringDateTransition><t:To Kind="Period">s</t:To><t:TimeOffset>PT3H</t:TimeOffset><t:Month>9</t:Month><t:Day>5</t:Day></t:RecurringDateTransition>
				</t:TransitionsGroup></t:TransitionsGroups>
				<t:Transitions><t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions></t:StartTimeZone>`),
		);
		const ours = customTimeZone(definition!);
		expect(toUtc('2026-04-13T01:00:00', ours).toISOString()).toBe('2026-04-13T00:00:00.000Z');
		expect(toUtc('2026-04-13T04:00:00', ours).toISOString()).toBe('2026-04-13T02:00:00.000Z');
		expect(toUtc('2026-09-05T12:00:00', ours).toISOString()).toBe('2026-09-05T11:00:00.000Z');
		expect(toUtc('2026-02-01T12:00:00', ours).toISOString()).toBe('2026-02-01T11:00:00.000Z');
	});

	it('refuses a definition that refers to what is not there', () => {
		const node = parseXml(
			'<t:StartTimeZone xmlns:t="t" Id="x"><t:Periods><t:Period Bias="PT0S" Name="Standard" Id="s"/></t:Periods>' +
				'<t:Transitions><t:Transition><t:To Kind="Group">7</t:To></t:Transition></t:Transitions></t:StartTimeZone>',
		);
		expect(() => readDefinition(node)).toThrow(expect.objectContaining({ code: 'ErrorTimeZone' }));
	});
});

describe('GetServerTimeZones', () => {
	const company = { behaviours: chosenBehaviours() };
	const context = { company } as RequestContext;
	const answer = (request: string) =>
		declared(operations[0].handle(parseXml(request), context) as XmlElement);
	const zonesOf = (request: string) => answer(request).children[0].children[0].children[1].children;

	it('lists every zone', () => {
		expect(zonesOf('<GetServerTimeZones ReturnFullTimeZoneData="false"/>')).toHaveLength(139);
	});

	it('gives the asked ones with their rules, and leaves out unknown ones', () => {
		const zones = zonesOf(
			'<GetServerTimeZones ReturnFullTimeZoneData="true"><Ids><Id>Tokyo Standard Time</Id><Id>Mars</Id></Ids></GetServerTimeZones>',
		);
		expect(zones.map(({ attributes }) => attributes.Id)).toEqual(['Tokyo Standard Time']);
		expect(zones[0].children.map(({ name }) => name)).toEqual([
			'Periods',
			'TransitionsGroups',
			'Transitions',
		]);
	});
});
