import { CalendarInMemory } from './calendarInMemory';
import { Replica, run } from './replica';

const now = Date.UTC(2026, 10, 23, 12, 0);
const meeting = {
	subject: 'Review',
	start: now + 24 * 3_600_000,
	end: now + 25 * 3_600_000,
};

it('reports a meeting as deleted that was delivered unconfirmed under the id it had before it was accepted', async () => {
	const calendar = new CalendarInMemory();
	const replica = new Replica();
	let { position } = await run(calendar, now, undefined);
	const invited = calendar.create(meeting);
	const delivered = await run(calendar, now, position);
	replica.apply(delivered.changes);
	const accepted = calendar.create(meeting, undefined, invited.uid);
	calendar.delete(invited);
	const second = await run(calendar, now, position, { unconfirmed: delivered.position });
	replica.apply(second.changes);
	({ position } = second);
	expect([...replica.events.keys()]).toEqual([invited.uid]);

	calendar.delete(accepted);
	replica.apply((await run(calendar, now, position)).changes);

	expect([...replica.events.keys()]).toEqual([]);
});
