import { expectNone } from './expecting';
import { FRONT_END, type Scenario } from './scenario';
import { NOW } from './world';

export const replica: Scenario = {
	focus: [
		...FRONT_END,
		'syncEnd',
		'changeOrder',
		'calendarViewEdge',
		'batchLimit',
		'timeZoneDefinitions',
		'acceptance',
		'occurrenceAnswers',
		'meetingResponses',
		'sentCopies',
		'trackingOnMove',
		'occurrenceCancellation',
		'rooms',
		'mailboxTimeZone',
	],
	name: 'replica',
	async run(world) {
		const { calendar } = world;
		const held = new Map<string, string>();
		let position: string | undefined;
		const follow = async () => {
			const found = await world.changes(position);
			({ position } = found);
			for (const change of found.changes) {
				if (change.changeType === 'deleted') held.delete(change.key);
				else held.set(change.key, `${change.subject} ${change.start?.dateTime.slice(0, 16)}`);
			}
			return found.changes;
		};
		const compare = (step: string) => {
			const seen = [...held.values()].sort().join(' | ');
			const truth = calendar
				.view(new Date(NOW.getTime() - 30 * 86_400_000), new Date(NOW.getTime() + 365 * 86_400_000))
				.map(({ fields }) => `${fields.subject} ${fields.start.toISOString().slice(0, 16)}`)
				.sort()
				.join(' | ');
			if (seen !== truth)
				throw new Error(
					`${step}: replica ${seen.length} <> ${truth.length}: ${differing(seen, truth)}`,
				);
		};
		const single = calendar.create({ subject: 'Single', start: '2026-11-25T10:00' });
		const series = calendar.create({
			subject: 'Series',
			start: '2026-11-24T10:00',
			recurrence: {
				pattern: { type: 'DailyRecurrence', interval: 1 },
				range: { type: 'NumberedRecurrence', numberOfOccurrences: 30 },
			},
		});
		world.company
			.user('carol')
			.calendar.create({ subject: 'Invited', start: '2026-11-26T14:00', attendees: ['alice'] });
		await follow();
		compare('first');
		expectNone(await follow(), 'nothing happened, but told');
		calendar.update(single.id, { subject: 'Renamed' });
		calendar.occurrence(series.id, 3).move({ start: '2026-11-26T12:00' });
		calendar.occurrence(series.id, 5).delete();
		const invited = calendar.items().find(({ subject }) => subject === 'Invited');
		calendar.respond(invited!.id, 'Accept');
		await follow();
		compare('second');
	},
};

export const copies: Scenario = {
	focus: ['syncEnd', 'changeOrder'],
	name: 'copies with one UID',
	async run(world) {
		const { calendar } = world;
		const { id } = calendar.create({ subject: 'Original', start: '2026-11-25T10:00' });
		const first = await world.changes();
		const copy = calendar.copy(id);
		calendar.update(copy.id, { subject: 'Copy' });
		const second = await world.changes(first.position);
		const told = second.changes.map(({ changeType, subject }) => `${changeType} ${subject}`);
		if (told.join() !== 'created Copy') throw new Error(`a copy was told as ${told.join()}`);
		const third = await world.changes(second.position);
		expectNone(third.changes, 'nothing happened, but told');
	},
};

function differing(seen: string, truth: string): string {
	const [a, b] = [seen.split(' | '), truth.split(' | ')];
	const more = a.filter((one) => !b.includes(one)).slice(0, 2);
	const less = b.filter((one) => !a.includes(one)).slice(0, 2);
	return `too much ${more.join(', ') || '-'}; missing ${less.join(', ') || '-'}`;
}

export const crowdedView: Scenario = {
	focus: ['calendarViewLimit', 'syncEnd', 'batchLimit'],
	name: 'a view of 1,100',
	async run(world) {
		for (let i = 0; i < 1100; i++) {
			world.calendar.create({
				subject: `Meeting ${i}`,
				start: new Date(NOW.getTime() + (i % 300) * 86_400_000),
			});
		}
		const { calendar } = world;
		const series = calendar.create({
			subject: 'Series',
			start: '2026-11-24T10:00',
			recurrence: {
				pattern: { type: 'DailyRecurrence', interval: 1 },
				range: { type: 'NumberedRecurrence', numberOfOccurrences: 300 },
			},
		});
		const first = await world.changes();
		if (first.changes.length !== 1400) throw new Error(`${first.changes.length} told of 1400`);
		calendar.occurrence(series.id, 200).delete();
		const second = await world.changes(first.position);
		const told = second.changes.map(({ changeType }) => changeType).join();
		if (told !== 'deleted') throw new Error(`one occurrence deleted, told ${told.slice(0, 200)}`);
	},
};

export const changeKeyAlone: Scenario = {
	name: 'a change key that moves alone',
	focus: ['syncEnd', 'changeOrder', 'reminders'],
	async run(world) {
		const { id } = world.calendar.create({
			subject: 'Single',
			start: '2026-11-25T10:00',
			reminderMinutes: 15,
		});
		let { position } = await world.changes();
		for (let run = 0; run < 2; run++) {
			world.company.store.touch(world.calendar.get(id), undefined, []);
			const next = await world.changes(position);
			({ position } = next);
			expectNone(next.changes, 'only the change key moved, but told');
		}
	},
};

export const damagedItem: Scenario = {
	name: 'a damaged item',
	focus: ['poisonItems', 'batchLimit', 'syncEnd'],
	async run(world) {
		const { calendar } = world;
		for (let i = 0; i < 20; i++)
			calendar.create({ subject: `Event ${i}`, start: '2026-11-25T10:00' });
		calendar.poison(calendar.items()[7].id);
		const first = await world.changes();
		const told = new Set(first.changes.map(({ subject }) => subject));
		if (told.size < 19) throw new Error(`one damaged item hides ${19 - told.size} others`);
		calendar.create({ subject: 'New', start: '2026-11-25T10:00' });
		const second = await world.changes(first.position);
		if (!second.changes.some(({ subject }) => subject === 'New'))
			throw new Error('nothing new is told');
	},
};
