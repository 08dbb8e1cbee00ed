import type { CalendarChange } from '../../../exchange/calendar/event';
import { getChanges } from '../../../exchange/changes/getChanges';
import { Company, type ExchangeServer } from '../../exchangeServer';
import { behaviours, valuesOf, type Behaviours } from '../../exchangeServer/behaviours';
import type { EventFields } from '../../exchangeServer/contracts';
import { seed, seeded, type Random } from '../../support/seed';
import { startConnected, type Connected } from '../../support/startConnected';
import { call, codes } from '../exchangeServer/rawClient';

jest.setTimeout(600_000);

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const people = ['alice', 'bob', 'carol', 'dave', 'erin'];
const addressOf = (person: string) => `${person}@enyoi.example`;
const rounds = 12;
const now = new Date('2026-11-22T12:00:00Z');
const window = { pastDays: 5, futureDays: 40 };
const from = new Date(now.getTime() - window.pastDays * dayMs);
const to = new Date(now.getTime() + window.futureDays * dayMs);

/** In which servers differ when people meet. */
const meetingBehaviours = [
	'acceptance',
	'occurrenceAnswers',
	'meetingResponses',
	'sentCopies',
	'trackingOnMove',
	'occurrenceCancellation',
	'calendarViewEdge',
	'changeOrder',
] as const;

function drawServer(random: Random): Partial<Behaviours> {
	const chosen = behaviours
		.filter(({ name }) => meetingBehaviours.includes(name as never))
		.map((one) => [one.name, random.pick(valuesOf(one))]);
	return Object.fromEntries(chosen) as Partial<Behaviours>;
}

/** Erin answers and moves for Alice, too. */
const delegateOf = { alice: 'erin' } as Record<string, string>;

describe.each([seed, seed + 1])('five mailboxes that meet (SEED=%i)', (own) => {
	const random = seeded(own);
	const server = drawServer(random);
	let connected: Connected;
	let company: Company;
	let words = 0;

	beforeAll(async () => {
		company = new Company({ seed: own, now: () => now });
		for (const accountName of people) company.addPerson({ accountName });
		company.user('alice').share(addressOf('erin'), 'Editor');
		connected = await startConnected({ company, now: () => now, behaviours: server });
	});
	afterAll(async () => await connected.close());

	it(`are known as they are after each of ${rounds} rounds`, async () => {
		const replicas = new Map(people.map((person) => [person, new Map<string, CalendarChange>()]));
		const positions = new Map<string, string>();
		const kinds = new Set<string>();
		for (let round = 0; round < rounds; round++) {
			const done: string[] = [];
			for (let left = 2 + random.below(5); left > 0; left--) done.push(await act(random));
			for (const one of done) if (!/ nothing$/.test(one)) kinds.add(one.split(' ')[1]);
			for (const person of people) {
				const replica = replicas.get(person)!;
				positions.set(person, await follow(person, positions.get(person), replica));
				const state = { server, round, done, person };
				const seen = [...replica.values()].map(seenOf).sort();
				expect({ ...state, calendar: seen }).toEqual({ ...state, calendar: truth(person) });
			}
		}
		expect(kinds.size).toBeGreaterThan(5);
	});

	async function follow(
		person: string,
		position: string | undefined,
		replica: Map<string, CalendarChange>,
	): Promise<string> {
		const options = {
			mailbox: addressOf(person),
			position,
			...window,
			privacy: 'full',
			now,
		} as const;
		const running = getChanges(connected.exchange, options);
		for (;;) {
			const next = await running.next();
			if (next.done) return next.value.position;
			const change = next.value;
			if (change.changeType === 'deleted') replica.delete(change.key);
			else replica.set(change.key, change);
		}
	}

	const calendarOf = (person: string) => company.user(person).calendar;

	function truth(person: string): string[] {
		return calendarOf(person)
			.view(from, to)
			.map(({ item: { uid }, originalStart, fields }) => {
				const original = originalStart && `${originalStart.toISOString().slice(0, 19)}Z`;
				return truthOf(original ? `${uid}_${original}` : uid, fields);
			})
			.sort();
	}

	/** One thing that somebody does. @returns who and what, for the log */
	async function act(random: Random): Promise<string> {
		const person = random.pick(people);
		const calendar = calendarOf(person);
		const items = calendar.items();
		const own = items.filter(({ myResponseType }) => myResponseType === 'Organizer');
		const invited = items.filter(
			({ isMeeting, isCancelled, myResponseType }) =>
				isMeeting && !isCancelled && myResponseType !== 'Organizer',
		);
		const one = own.length > 0 ? random.pick(own) : undefined;
		const invitation = invited.length > 0 ? random.pick(invited) : undefined;
		const time = () =>
			new Date(now.getTime() + random.below(30 * 24) * hourMs + random.below(4) * 900_000);
		const guest = random.pick(people.filter((other) => other !== person));
		const others = people.filter(
			(other) => other === guest || (other !== person && random.chance(0.5)),
		);
		const subject = `Meeting ${++words}`;
		const occurrenceOf = (id: string) => {
			const members = calendar.view(now, to).filter(({ item }) => item.id === id);
			return members.length > 0 ? random.pick(members) : undefined;
		};
		const invite = (more: object) =>
			calendar.create({ subject, start: time(), attendees: others, ...more });
		const answer = async (id: string, proposing: boolean) => {
			const kind = proposing
				? random.pick(['TentativelyAcceptItem', 'DeclineItem'])
				: random.pick(['AcceptItem', 'AcceptItem', 'TentativelyAcceptItem', 'DeclineItem']);
			const start = time();
			const proposal = `<t:ProposedStart>${start.toISOString()}</t:ProposedStart><t:ProposedEnd>${new Date(start.getTime() + hourMs).toISOString()}</t:ProposedEnd>`;
			return await respondAs(person, kind, id, proposing ? proposal : '');
		};
		const actions: Record<string, () => unknown> = {
			invite: () => invite({}),
			inviteToSeries: () =>
				invite({
					recurrence: {
						pattern: { type: 'DailyRecurrence', interval: 2 },
						range: { type: 'NumberedRecurrence', numberOfOccurrences: 6 },
					},
				}),
			answer: async () => invitation && (await answer(invitation.id, false)),
			answerOne: async () => {
				const member = invitation?.recurrence && occurrenceOf(invitation.id);
				return member && (await answer(member.id, random.chance(0.3)));
			},
			propose: async () => invitation && (await answer(invitation.id, true)),
			move: () => one && !one.recurrence && calendar.update(one.id, { start: time() }),
			rename: () => one && calendar.update(one.id, { subject }),
			moveOne: () => {
				const member = one?.recurrence && occurrenceOf(one.id);
				if (!member) return undefined;
				const start = new Date(member.originalStart!.getTime() + (1 + random.below(9)) * hourMs);
				calendar.occurrence(one.id, member.originalStart!).move({ start });
				return true;
			},
			cancelOne: async () => {
				const member = one?.recurrence && occurrenceOf(one.id);
				return member && (await respondAs(person, 'CancelCalendarItem', member.id));
			},
			cancel: async () => one && (await respondAs(person, 'CancelCalendarItem', one.id)),
			removeCancelled: async () => {
				const off = items.find(({ isCancelled }) => isCancelled);
				return off && (await respondAs(person, 'RemoveItem', off.id));
			},
		};
		const name = random.pick([...Object.keys(actions), 'answer', 'inviteToSeries', 'answerOne']);
		try {
			const done = await actions[name]();
			return `${person} ${name}${done ? '' : ' nothing'}`;
		} catch (error) {
			// As Outlook, the calendar takes no occurrence past its neighbour.
			return `${person} ${name} ${(error as Error).message} nothing`;
		}
	}

	/** Over EWS, as a client of theirs does, or of somebody who may write into their calendar. */
	async function respondAs(person: string, kind: string, id: string, more = ''): Promise<boolean> {
		const by = random.chance(0.5) ? (delegateOf[person] ?? person) : person;
		const disposition = kind === 'RemoveItem' ? 'SaveOnly' : 'SendAndSaveCopy';
		const request = `<m:CreateItem MessageDisposition="${disposition}"><m:Items><t:${kind}><t:ReferenceItemId Id="${id}"/>${more}</t:${kind}></m:Items></m:CreateItem>`;
		const { server } = connected as { server: ExchangeServer };
		const found = codes(await call(server, request, { mailbox: addressOf(by) }));
		return found.join() === 'NoError';
	}
});

const answers: Record<string, string> = {
	Unknown: 'none',
	Organizer: 'organizer',
	Tentative: 'tentativelyAccepted',
	Accept: 'accepted',
	Decline: 'declined',
	NoResponseReceived: 'notResponded',
};

function truthOf(key: string, fields: EventFields): string {
	const attendees = fields.attendees.map(
		({ emailAddress, response, proposed }) =>
			`${emailAddress} ${answers[response]} ${proposed ? `${proposed.start.toISOString()}-${proposed.end.toISOString()}` : ''}`,
	);
	return JSON.stringify([
		key,
		fields.subject,
		fields.start.toISOString(),
		fields.end.toISOString(),
		fields.showAs.toLowerCase(),
		fields.isCancelled,
		answers[fields.myResponseType],
		attendees.sort(),
	]);
}

function seenOf(change: CalendarChange): string {
	const instant = ({ dateTime }: { dateTime: string }) => `${dateTime.slice(0, 23)}Z`;
	const attendees = (change.attendees ?? []).map(
		({ emailAddress, status, proposedNewTime: proposed }) =>
			`${emailAddress.address} ${status.response} ${proposed ? `${instant(proposed.start)}-${instant(proposed.end)}` : ''}`,
	);
	return JSON.stringify([
		change.key,
		change.subject,
		instant(change.start!),
		instant(change.end!),
		change.showAs,
		change.isCancelled,
		change.responseStatus?.response,
		attendees.sort(),
	]);
}
