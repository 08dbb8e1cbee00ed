import { backOff, defaultLimits } from '../../../exchange/watch/limits';
import {
	newMailbox,
	nextState,
	subscribeAt,
	subscriptionOf,
	type MailboxEvent,
	type MailboxState,
} from '../../../exchange/watch/mailboxState';

const limits = defaultLimits;
const { pollMs, safetyMs, streamingAgainMs } = limits;

const after = (state: MailboxState, now: number, ...events: MailboxEvent[]) =>
	events.reduce((one, event) => nextState(one, event, now, limits), state);

const subscribed: MailboxEvent[] = [{ is: 'subscribing' }, { is: 'subscribed', id: 's1' }];
const read: MailboxEvent[] = [{ is: 'reading' }, { is: 'read' }];
const listening = () => after(newMailbox(0, limits), 0, ...subscribed, { is: 'opened' }, ...read);

it('is subscribed first, and read then', () => {
	const fresh = newMailbox(5, limits);
	expect([subscribeAt(fresh), fresh.readAt]).toEqual([5, 5 + pollMs]);
	const one = after(fresh, 7, ...subscribed);
	expect([subscribeAt(one), one.readAt, subscriptionOf(one)]).toEqual([Infinity, 7, 's1']);
});

it('is read for safety while it is listened to, and often while it is not', () => {
	expect(listening().readAt).toBe(safetyMs);
	expect(after(newMailbox(0, limits), 0, ...subscribed, ...read).readAt).toBe(pollMs);
	expect(after(listening(), 10, { is: 'interrupted' }).readAt).toBe(10 + pollMs);
	const opened = after(newMailbox(0, limits), 0, ...subscribed, ...read);
	expect(after(opened, 10, { is: 'opened' }).readAt).toBe(10 + safetyMs);
});

it('is read at once when it may have missed something', () => {
	const lost = after(listening(), 10, { is: 'interrupted' });
	expect(subscriptionOf(lost)).toBe('s1');
	const again = after(lost, 20, { is: 'opened' });
	expect([again.readAt, again.hasMissed]).toEqual([20, false]);
});

it('is read once more after a reading during which something was heard', () => {
	const reading = after(listening(), 10, { is: 'notified' }, { is: 'reading' });
	expect(reading.readAt).toBe(Infinity);
	expect(after(reading, 11, { is: 'read' }).readAt).toBe(11 + safetyMs);
	expect(after(reading, 11, { is: 'notified' }, { is: 'read' }).readAt).toBe(11);
});

it('waits longer and longer after failures, whatever is heard', () => {
	let state = listening();
	const waits: number[] = [];
	for (let n = 0; n < 12; n++) {
		state = after(state, 0, { is: 'reading' }, { is: 'readFailed' }, { is: 'notified' });
		waits.push(state.readAt);
	}
	expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
	expect(waits.at(-1)).toBe(limits.longestWaitMs);
	const well = after(state, 0, ...read);
	expect([well.failures, well.readAt]).toEqual([0, safetyMs]);
});

it('is subscribed again at once after a loss, and later after each further one', () => {
	let state = after(listening(), 10, { is: 'lost', misfit: false });
	expect([subscribeAt(state), subscriptionOf(state), state.readAt]).toEqual([
		10,
		undefined,
		10 + pollMs,
	]);
	state = after(state, 10, ...subscribed, { is: 'lost', misfit: false });
	expect(subscribeAt(state)).toBe(1_010);
	state = after(state, 10, ...subscribed, { is: 'opened' }, { is: 'lost', misfit: false });
	expect(subscribeAt(state)).toBe(2_010);
	state = after(state, 20, ...subscribed, { is: 'opened' });
	state = after(state, 60_020, { is: 'lost', misfit: false });
	expect(subscribeAt(state)).toBe(60_020);
});

it('is polled where streaming is refused, and read at once when it never was', () => {
	const refused = after(newMailbox(0, limits), 5, { is: 'refused', final: true, misfit: false });
	expect([subscribeAt(refused), refused.readAt]).toEqual([5 + streamingAgainMs, 5]);
	const busy = after(newMailbox(0, limits), 5, { is: 'refused', final: false, misfit: false });
	expect(subscribeAt(busy)).toBe(1_005);
	expect(after(busy, 6, ...read).readAt).toBe(6 + pollMs);
});

it('moves on to other groups, but not for ever', () => {
	let state = listening();
	for (let n = 0; n < 9; n++) state = after(state, 0, { is: 'lost', misfit: true });
	expect(state.tier).toBe(4);
});

it('meets the others again when a subscription is lost that had held, not when it is only refused', () => {
	const alone = after(listening(), 0, { is: 'lost', misfit: true });
	expect(after(alone, 0, { is: 'refused', final: false, misfit: false }).tier).toBe(1);
	expect(after(alone, 0, ...subscribed, { is: 'lost', misfit: false }).tier).toBe(1);
	const heard = after(alone, 0, ...subscribed, { is: 'opened' });
	expect(after(heard, 60_000, { is: 'lost', misfit: false }).tier).toBe(0);
	expect(after(heard, 59_999, { is: 'lost', misfit: false }).tier).toBe(1);
	const cut = after(heard, 30_000, { is: 'interrupted' });
	expect(after(cut, 90_000, { is: 'lost', misfit: false }).tier).toBe(1);
});

it('is asked for as at first when it is refused after it was listened to', () => {
	const refused: MailboxEvent = { is: 'refused', final: false, misfit: false };
	const busy = after(newMailbox(0, limits), 0, refused, refused, refused);
	expect(subscribeAt(busy)).toBe(4_000);
	expect(subscribeAt(after(busy, 5_000, ...subscribed, refused))).toBe(13_000);
	expect(subscribeAt(after(busy, 5_000, ...subscribed, { is: 'opened' }, refused))).toBe(6_000);
});

it('knows nothing of connections that are not its own', () => {
	const polled = after(newMailbox(0, limits), 0, { is: 'refused', final: true, misfit: false });
	expect(after(polled, 9, { is: 'opened' }, { is: 'interrupted' })).toEqual(polled);
});

it('waits at most the longest time, however often it failed', () => {
	expect([0, 1, 2, 5_000].map((failures) => backOff(failures, limits))).toEqual([
		0,
		1_000,
		2_000,
		limits.longestWaitMs,
	]);
});
