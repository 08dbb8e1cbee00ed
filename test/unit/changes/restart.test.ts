import { CalendarInMemory } from './calendarInMemory';
import { run } from './replica';

const now = Date.UTC(2026, 10, 23, 12, 0);
const hourMs = 3_600_000;

it('keeps what it has read when the server forgets where the run was, amid the pages', async () => {
	const calendar = new CalendarInMemory();
	const items = Array.from({ length: 50 }, (_, n) =>
		calendar.create({ subject: `Item ${n}`, start: now + n * hourMs, end: now + (n + 1) * hourMs }),
	);
	const first = await run(calendar, now, undefined);
	for (const item of items) {
		item.said = { ...item.said, subject: `${item.said.subject} again` };
		calendar.touch(item);
	}
	const answer = calendar.changedItems.bind(calendar);
	let pages = 0;
	calendar.changedItems = async (syncState) => {
		if (pages++ === 2) calendar.loseSyncStates();
		return await answer(syncState);
	};

	const { changes, result } = await run(calendar, now, first.position);

	expect(result?.isRestarted).toBe(true);
	const told = changes.map(({ changeType, subject }) => `${changeType} ${subject}`);
	expect(told.sort()).toEqual(items.map(({ said }) => `updated ${said.subject}`).sort());
});
