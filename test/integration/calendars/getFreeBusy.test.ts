import { getFreeBusy } from '../../../exchange/calendars/availability/getFreeBusy';
import type {
	FreeBusy,
	GetFreeBusyOptions,
} from '../../../exchange/calendars/availability/freeBusy';
import {
	GroupNotRead,
	GroupTooLarge,
	TimesNotShown,
} from '../../../exchange/calendars/availability/errors';
import { InvalidInput } from '../../../exchange/errors';
import { AccessDenied, MailboxNotFound } from '../../../exchange/ews/mailboxErrors';
import { Company } from '../../exchangeServer';
import {
	changedBody,
	httpStatus,
	responseError,
	soapFault,
	truncatedBody,
} from '../../exchangeServer/faults';
import { startConnected, type Connected } from '../../support/startConnected';
import { harsh } from './harsh';

const at = (name: string) => `${name}@enyoi.example`;
const week = { start: new Date('2026-11-23T00:00Z'), end: new Date('2026-11-28T00:00Z') };

/** As the server names it, after the request's element. */
const operation = ['GetUserAvailability', 'GetUserAvailabilityRequest'];

let connected: Connected;
let company: Company;

/** The result, and the number of requests that it took of a server that is not busy in between. */
async function counted<T>(work: () => Promise<T>): Promise<{ result: T; requests: number }> {
	const { behaviours, requests } = connected.server;
	behaviours.busy = 'never';
	const before = requests.length;
	try {
		const result = await work();
		const asked = requests.slice(before).filter(({ operation: name }) => operation.includes(name));
		return { result, requests: asked.length };
	} finally {
		behaviours.busy = harsh.busy;
	}
}

async function freeBusy(
	mailboxes: string[],
	options: Partial<GetFreeBusyOptions> = {},
): Promise<FreeBusy[]> {
	return await getFreeBusy(connected.exchange, { mailboxes, ...week, ...options });
}

beforeAll(async () => {
	company = new Company();
	company.addServiceAccount();
	for (const accountName of ['alice', 'bob', 'carol', 'dave']) company.addPerson({ accountName });
	company.addPerson({ accountName: 'nancy', timeZone: 'Eastern Standard Time' });
	const alice = company.user('alice').calendar;
	alice.create({ subject: 'Review', start: '2026-11-24T10:00', location: 'Atrium' });
	alice.create({ subject: 'Doctor', start: '2026-11-24T14:00', sensitivity: 'Private' });
	alice.create({ subject: 'Lunch', start: '2026-11-25T12:00', showAs: 'Tentative' });
	company.user('alice').share('default', 'Reviewer');
	company.user('bob').calendar.create({ subject: 'Secret', start: '2026-11-24T09:00' });
	company.user('bob').calendar.create({
		subject: 'Holiday',
		start: '2026-11-26',
		isAllDay: true,
		showAs: 'OOF',
	});
	company.user('carol').share('default', 'None');
	company.addGroup({
		smtpAddress: at('team'),
		displayName: 'Team',
		members: [at('alice'), at('inner')],
	});
	company.addGroup({
		smtpAddress: at('inner'),
		displayName: 'Inner',
		members: [at('bob'), at('team'), at('nobody')],
	});
	const many = Array.from({ length: 500 }, (_, index) => `person${index}`);
	for (const accountName of many) company.addPerson({ accountName });
	company.addGroup({
		smtpAddress: at('everybody'),
		displayName: 'Everybody',
		members: many.slice(0, 120).map((name) => at(name)),
	});
	connected = await startConnected({
		company,
		behaviours: harsh,
	});
});

afterAll(async () => await connected?.close());

describe('free and busy times', () => {
	it('have detail where rights allow, times of those whose calendars are closed, and mask what is private', async () => {
		const [alice, bob] = await freeBusy([at('alice'), at('bob')]);
		expect(alice).toMatchObject({ user: at('alice'), mailbox: at('alice'), access: 'details' });
		expect(alice.scheduleItems).toEqual([
			{
				status: 'busy',
				start: { dateTime: '2026-11-24T09:00:00.0000000', timeZone: 'UTC' },
				end: { dateTime: '2026-11-24T10:00:00.0000000', timeZone: 'UTC' },
				startUtc: '2026-11-24T09:00:00Z',
				endUtc: '2026-11-24T10:00:00Z',
				subject: 'Review',
				location: 'Atrium',
				isMeeting: false,
				isRecurring: false,
				isException: false,
				isReminderSet: expect.any(Boolean),
				isPrivate: false,
			},
			{
				status: 'busy',
				start: { dateTime: '2026-11-24T13:00:00.0000000', timeZone: 'UTC' },
				end: { dateTime: '2026-11-24T14:00:00.0000000', timeZone: 'UTC' },
				startUtc: '2026-11-24T13:00:00Z',
				endUtc: '2026-11-24T14:00:00Z',
				isPrivate: true,
				masked: true,
			},
			expect.objectContaining({ status: 'tentative', subject: 'Lunch' }),
		]);
		expect(bob.access).toBe('times');
		expect(
			bob.scheduleItems.map(({ status, startUtc, endUtc }) => [status, startUtc, endUtc]),
		).toEqual([
			['busy', '2026-11-24T08:00:00Z', '2026-11-24T09:00:00Z'],
			['oof', '2026-11-25T23:00:00Z', '2026-11-26T23:00:00Z'],
		]);
		expect(JSON.stringify([alice, bob])).not.toMatch(/Secret|Holiday|Doctor/);
	});

	it('mask what is private of the owner too, unless told otherwise', async () => {
		const subjects = async (privacy?: 'full' | 'busyOnly') =>
			(
				await freeBusy([at('alice')], { onBehalfOf: at('alice'), ...(privacy && { privacy }) })
			)[0].scheduleItems.map(({ subject, masked }) => subject ?? masked);
		expect(await subjects()).toEqual(['Review', true, 'Lunch']);
		expect(await subjects('full')).toEqual(['Review', 'Doctor', 'Lunch']);
		expect(await subjects('busyOnly')).toEqual([true, true, true]);
	});

	it('are masked where the server does not say whether they are private', async () => {
		const rule = connected.server.faults.add({
			operation,
			fault: changedBody('not said', (body) =>
				body.replace(/<t:IsPrivate>\w+<\/t:IsPrivate>/g, ''),
			),
		});
		const [alice] = await freeBusy([at('alice')]);
		rule.remove();
		expect(alice.scheduleItems.map(({ subject, masked }) => subject ?? masked)).toEqual([
			true,
			true,
			true,
		]);
	});

	it('have a digit for each interval, and are in the zone that is asked for', async () => {
		const [bob] = await freeBusy([at('bob')], {
			start: new Date('2026-11-24T08:00Z'),
			end: new Date('2026-11-24T11:00Z'),
			interval: 60,
			timeZone: 'Europe/Berlin',
		});
		expect(bob.availabilityView).toBe('200');
		expect(bob.scheduleItems[0].start).toEqual({
			dateTime: '2026-11-24T09:00:00.0000000',
			timeZone: 'Europe/Berlin',
		});
		const [digits] = await freeBusy([at('bob')], { view: 'merged', interval: 1440 });
		expect(digits).toMatchObject({
			access: 'merged',
			availabilityView: '02330',
			scheduleItems: [],
		});
	});

	it('come with the working hours of each, by the rules of their own zone', async () => {
		const [alice, nancy] = await freeBusy(['alice', at('nancy')]);
		expect(alice).toMatchObject({ user: 'alice', mailbox: at('alice') });
		expect(alice.workingHours).toMatchObject({
			daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
			startTime: '08:00:00.0000000',
			endTime: '17:00:00.0000000',
			timeZone: { name: 'Customized Time Zone', bias: -60 },
		});
		expect(nancy.workingHours?.timeZone).toMatchObject({
			bias: 300,
			standardOffset: {
				time: '02:00:00.0000000',
				dayOccurrence: 1,
				dayOfWeek: 'sunday',
				month: 11,
			},
			daylightOffset: { daylightBias: -60, dayOccurrence: 2, month: 3 },
		});
	});

	it.each([
		['viewNone', TimesNotShown],
		['refused', AccessDenied],
	] as const)('tell what is wrong with one of it alone: %s', async (closedTimes, denied) => {
		connected.server.behaviours.closedTimes = closedTimes;
		const results = await freeBusy([at('nobody'), at('carol'), 'not an address', at('dave')]);
		connected.server.behaviours.closedTimes = harsh.closedTimes;
		expect(results.map(({ access, error }) => [access, error?.code])).toEqual([
			['none', 'mailboxUnavailable'],
			['none', 'accessDenied'],
			['none', 'input'],
			['times', undefined],
		]);
		expect(results[0].error).toBeInstanceOf(MailboxNotFound);
		expect(results[0].error?.message).toContain(at('nobody'));
		expect(results[1].error).toBeInstanceOf(denied);
		expect(results[2].error).toMatchObject({ field: 'mailboxes' });
	});

	it.each(['viewNone', 'refused'] as const)(
		'that are not shown (%s) are to be opened to the mailbox as whom it was asked',
		async (closedTimes) => {
			connected.server.behaviours.closedTimes = closedTimes;
			const [asked] = await freeBusy([at('carol')], { onBehalfOf: at('alice') });
			const [own] = await freeBusy([at('carol')]);
			// Who impersonates nobody asks with the rights of the account.
			const delegate = connected.reconnect({ mailboxAccess: 'delegate' });
			const options = { mailboxes: [at('carol')], ...week, onBehalfOf: at('alice') };
			const [asDelegate] = await getFreeBusy(delegate, options);
			await delegate.close();
			connected.server.behaviours.closedTimes = harsh.closedTimes;
			expect(asked.error?.command).toContain(`-User '${at('alice')}'`);
			expect(own.error?.command).toContain('-User');
			expect(own.error?.command).not.toContain(at('alice'));
			expect(asDelegate.error?.command).toBe(own.error?.command);
		},
	);

	it('of a group are those of its members in one, or of each member', async () => {
		const [merged] = await freeBusy([at('team')], { interval: 1440 });
		expect(merged).toMatchObject({
			access: 'merged',
			availabilityView: '02330',
			scheduleItems: [],
		});
		const members = await freeBusy([at('team'), at('alice')], { groups: 'members' });
		expect(
			members.map(({ user, mailbox, memberOf, access }) => [user, mailbox, memberOf, access]),
		).toEqual([
			[at('team'), at('alice'), at('team'), 'details'],
			[at('team'), at('bob'), at('team'), 'times'],
			[at('team'), at('nobody'), at('team'), 'none'],
			[at('alice'), at('alice'), undefined, 'details'],
		]);
	});

	it('of a group without members are what Exchange shows, and those of members may be digits alone', async () => {
		company.addGroup({ smtpAddress: at('empty'), displayName: 'Empty', members: [] });
		const empty = async (closedTimes: 'viewNone' | 'refused') => {
			connected.server.behaviours.closedTimes = closedTimes;
			return await freeBusy([at('empty')], { groups: 'members' });
		};
		expect(await empty('refused')).toMatchObject([{ mailbox: at('empty'), access: 'merged' }]);
		expect(await empty('viewNone')).toMatchObject([
			{ mailbox: at('empty'), access: 'none', error: { mailbox: at('empty') } },
		]);
		const { result, requests } = await counted(
			async () =>
				await freeBusy([at('team'), at('dave')], {
					groups: 'members',
					view: 'merged',
					interval: 1440,
				}),
		);
		expect(requests).toBe(2);
		expect(
			result.map(({ mailbox, access, scheduleItems }) => [mailbox, access, scheduleItems]),
		).toEqual([
			[at('alice'), 'merged', []],
			[at('bob'), 'merged', []],
			[at('nobody'), 'none', []],
			[at('dave'), 'merged', []],
		]);
		expect(result[1].availabilityView).toBe('02330');
	});

	it.each([
		['the group', 0],
		['a group within', 1],
	])(
		'of each member are an error where the members of %s can not be read',
		async (_which, after) => {
			const rule = connected.server.faults.add({
				fault: responseError('ErrorAccessDenied'),
				operation: 'ExpandDL',
				after,
			});
			const [team, alice] = await freeBusy([at('team'), at('alice')], { groups: 'members' });
			rule.remove();
			expect(team).toMatchObject({ mailbox: at('team'), access: 'none', availabilityView: '' });
			expect(team.error).toBeInstanceOf(GroupNotRead);
			expect(team.error).toMatchObject({ code: 'accessDenied', group: at('team') });
			expect(alice.access).toBe('details');
		},
	);

	it('of each member are an error where Exchange lists only a part of the members', async () => {
		const rule = connected.server.faults.add({
			operation: 'ExpandDL',
			fault: changedBody('cut', (body) =>
				body.replace('IncludesLastItemInRange="true"', 'IncludesLastItemInRange="false"'),
			),
		});
		const [team] = await freeBusy([at('team')], { groups: 'members' });
		rule.remove();
		expect(team.error).toBeInstanceOf(GroupNotRead);
		expect(team.error).toMatchObject({ code: 'limit', group: at('team') });
	});

	it('of a group of which nothing is known are unknown, also where a new Exchange is asked as an old one', async () => {
		const rule = connected.server.faults.add({
			operation,
			fault: changedBody('no data', (body) =>
				body.replace(/(<t:MergedFreeBusy>)(\d+)/, (_all, tag: string, digits: string) =>
					tag.concat('4'.repeat(digits.length)),
				),
			),
		});
		const view = async (exchange: Connected['exchange']) =>
			(await getFreeBusy(exchange, { mailboxes: [at('team')], ...week, interval: 1440 }))[0];
		const asOld = connected.reconnect({ version: 'Exchange2010_SP2' });
		const [old, own] = [await view(asOld), await view(connected.exchange)];
		await asOld.close();
		rule.remove();
		expect(old.availabilityView).toBe('55555');
		expect(own.availabilityView).toBe('44444');
	});

	it('of a mailbox that shows digits alone are those, whatever the directory lists of it', async () => {
		const rule = connected.server.faults.add({
			operation,
			fault: changedBody('digits alone', (body) =>
				body.replace(
					/<t:FreeBusyViewType>\w+<\/t:FreeBusyViewType>(<t:MergedFreeBusy>\d*<\/t:MergedFreeBusy>).*?<\/m:FreeBusyView>/gs,
					'<t:FreeBusyViewType>MergedOnly</t:FreeBusyViewType>$1</m:FreeBusyView>',
				),
			),
		});
		const [bob] = await freeBusy([at('bob')], { groups: 'members', interval: 1440 });
		rule.remove();
		expect(bob).toMatchObject({ access: 'merged', availabilityView: '02330' });
		expect(bob.error).toBeUndefined();
	});

	it('of a group that is too large are refused by name; those of its members are not', async () => {
		const [everybody, alice] = await freeBusy([at('everybody'), at('alice')]);
		expect(everybody.error).toBeInstanceOf(GroupTooLarge);
		expect(everybody.error).toMatchObject({ code: 'limit', field: 'groups' });
		expect(alice.error).toBeUndefined();
		const members = await freeBusy([at('everybody')], { groups: 'members' });
		expect(members).toHaveLength(120);
		expect(members.every(({ error }) => !error)).toBe(true);
	});

	it('of 500 people in a week take 5 requests', async () => {
		const people = Array.from({ length: 500 }, (_, index) => at(`person${index}`));
		const { result, requests } = await counted(
			async () => await freeBusy([...people, at('PERSON0')]),
		);
		expect(requests).toBe(5);
		expect(result).toHaveLength(501);
		expect(result.every(({ access }) => access === 'times')).toBe(true);
	});

	it.each(['days42', 'days62'] as const)('reach further than servers allow: %s', async (limit) => {
		connected.server.behaviours.availabilityWindow = limit;
		const { calendar } = company.user('dave');
		const long = calendar.create({
			subject: 'Leave',
			start: '2026-11-02',
			end: '2027-02-01',
			isAllDay: true,
			showAs: 'OOF',
		});
		const [dave] = await freeBusy([at('dave')], {
			start: new Date('2026-11-01T00:00Z'),
			end: new Date('2027-03-01T00:00Z'),
			interval: 1440,
		});
		calendar.delete(long.id);
		connected.server.behaviours.availabilityWindow = 'days42';
		expect(dave.error).toBeUndefined();
		expect(dave.scheduleItems.map(({ startUtc, endUtc }) => [startUtc, endUtc])).toEqual([
			['2026-11-01T23:00:00Z', '2027-01-31T23:00:00Z'],
		]);
		expect(dave.availabilityView).toBe('3'.repeat(92) + '0'.repeat(28));
	});

	it('are asked for in shorter windows where an administrator allows less, or there is too much', async () => {
		const rule = connected.server.faults.add({
			operation,
			count: 1,
			fault: soapFault('ErrorTimeIntervalTooBig'),
		});
		const [refused] = await freeBusy([at('bob')]);
		rule.remove();
		expect(refused.error).toBeUndefined();
		expect(refused.scheduleItems).toHaveLength(2);
		const { calendar } = company.user('dave');
		for (let hour = 0; hour < 1100; hour++) {
			const start = new Date(week.start.getTime() + (hour % 100) * 3_600_000);
			calendar.create({ subject: 'Many', start, end: new Date(start.getTime() + 1_800_000) });
		}
		const [dave, bob] = await freeBusy([at('dave'), at('bob')]);
		expect(dave.error).toBeUndefined();
		expect(dave.scheduleItems).toHaveLength(1100);
		expect(bob.scheduleItems).toHaveLength(2);
	});

	it('are asked for in a few requests even where the window is too much however short it is', async () => {
		const rule = connected.server.faults.add({
			operation,
			fault: soapFault('ErrorTimeIntervalTooBig'),
		});
		const { result, requests } = await counted(async () => await freeBusy([at('alice')]));
		rule.remove();
		expect(result[0].error).toMatchObject({ code: 'limit' });
		expect(requests).toBeLessThan(12);
	});

	it.each([
		['a failure of the server', httpStatus(500, 'down'), 3],
		['an answer that is cut', truncatedBody(), 3],
		[
			'an answer without one of them',
			changedBody('one less', (body) =>
				body.replace(/<m:FreeBusyResponse>.*?<\/m:FreeBusyResponse>/s, ''),
			),
			2,
		],
	])('of two people are there after %s', async (_name, fault, asked) => {
		const rule = connected.server.faults.add({ operation, count: 1, fault });
		const { result, requests } = await counted(
			async () => await freeBusy([at('alice'), at('bob')]),
		);
		rule.remove();
		expect(requests).toBe(asked);
		expect(result.map(({ access }) => access)).toEqual(['details', 'times']);
	});

	it('of one person are asked for twice where the answer is cut', async () => {
		const rule = connected.server.faults.add({ operation, count: 1, fault: truncatedBody() });
		const [alice] = await freeBusy([at('alice')]);
		rule.remove();
		expect(alice.access).toBe('details');
	});

	it('are none where nobody is there as whom to ask', async () => {
		const nobody = { onBehalfOf: at('nobody') };
		await expect(freeBusy([at('alice'), at('bob')], nobody)).rejects.toMatchObject({
			code: 'mailboxUnavailable',
		});
	});

	it('are asked for fewer at a time where one of several may keep the server from answering', async () => {
		const { faults } = connected.server;
		const fault = soapFault('ErrorInternalServerError');
		const once = faults.add({ operation, count: 1, fault });
		const { result, requests } = await counted(
			async () => await freeBusy([at('alice'), at('bob')]),
		);
		once.remove();
		expect(requests).toBe(3);
		expect(result.map(({ access }) => access)).toEqual(['details', 'times']);
		const always = faults.add({ operation, fault });
		const people = Array.from({ length: 200 }, (_, index) => at(`person${index}`));
		const failed = await counted(
			async () => await freeBusy(people).catch((error: unknown) => error),
		);
		always.remove();
		expect(failed.result).toMatchObject({ code: 'server' });
		expect(failed.requests).toBeLessThan(40);
	});

	it('of some that nobody gives are missing alone where others were answered', async () => {
		const one = connected.reconnect({ maxConnections: 1 });
		const isOfHundred = (body: string) => body.split('<m:FreeBusyResponse>').length > 100;
		const rule = connected.server.faults.add({
			operation,
			fault: changedBody('cut for few', (body) =>
				isOfHundred(body) ? body : body.slice(0, body.length / 2),
			),
		});
		const people = Array.from({ length: 104 }, (_, index) => at(`person${index}`));
		const result = await getFreeBusy(one, { mailboxes: people, ...week }).catch(
			(error: unknown) => error,
		);
		rule.remove();
		await one.close();
		const codes = (result as FreeBusy[]).map(({ error }) => error?.code);
		expect(codes).toEqual([
			...Array.from({ length: 100 }, () => undefined),
			...Array.from({ length: 4 }, () => 'malformedResponse'),
		]);
	});

	it.each([
		['just now', 1, 2, [undefined, 3]],
		['all the time', undefined, 4, ['throttled', 0]],
	])('are asked for again where a mailbox is too busy %s', async (_when, count, asked, alice) => {
		const { server } = connected;
		const rule = server.faults.add({
			operation,
			count,
			fault: changedBody('oneBusy', (body) =>
				body.replace(
					'<m:FreeBusyResponse><m:ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode></m:ResponseMessage>',
					'<m:FreeBusyResponse><m:ResponseMessage ResponseClass="Error"><m:MessageText>Busy</m:MessageText><m:ResponseCode>ErrorServerBusy</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey></m:ResponseMessage>',
				),
			),
		});
		const { result, requests } = await counted(
			async () => await freeBusy([at('alice'), at('bob')]),
		);
		rule.remove();
		expect(requests).toBe(asked);
		expect(result.map(({ error, scheduleItems }) => [error?.code, scheduleItems.length])).toEqual([
			alice,
			[undefined, 2],
		]);
	});
});

describe('options that can not be used', () => {
	it.each<[string, Partial<Record<keyof GetFreeBusyOptions, unknown>>]>([
		['mailboxes', { mailboxes: 'alice' }],
		['start', { start: '2026-11-24' }],
		['end', { end: new Date('2026-11-23T00:00Z') }],
		['end', { end: new Date('2029-11-23T00:00Z') }],
		['interval', { interval: 4 }],
		['interval', { interval: 1441 }],
		['view', { view: 'everything' }],
		['groups', { groups: 'none' }],
		['privacy', { privacy: 'none' }],
		['timeZone', { timeZone: 'Amsterdam' }],
		['onBehalfOf', { onBehalfOf: ' ' }],
	])('%s: %p', async (field, wrong) => {
		const options = { mailboxes: [at('alice')], ...week, ...wrong } as GetFreeBusyOptions;
		const error: unknown = await getFreeBusy(connected.exchange, options).catch((one) => one);
		expect(error).toBeInstanceOf(InvalidInput);
		expect(error).toMatchObject({ field });
	});

	it('are none where nobody is asked for', async () => {
		expect(await freeBusy([])).toEqual([]);
	});
});
