import type { PositionPlace } from '../../../nodes/SyncCalendarItems/parameters/position';
import { refuseRepeated, type MailboxSync } from '../../../nodes/SyncCalendarItems/refuseRepeated';

const alice = 'alice@enyoi.example';

const brought = (item: number, mailbox: string): MailboxSync => ({
	item,
	options: { mailbox },
	isSimple: true,
	tellsPosition: false,
});

const sync = (item: number, mailbox: string, place: Partial<PositionPlace> = {}): MailboxSync => ({
	...brought(item, mailbox),
	kept: { place: { kind: 'mailbox', name: 'planning', ...place }, delivery: 'onOutput' },
});

it('refuses all items that keep the same position, and names them', () => {
	const syncs = [sync(0, alice), sync(1, 'bob@enyoi.example'), sync(4, 'ALICE@enyoi.example')];
	const check = refuseRepeated(syncs);

	expect(() => check(syncs[0])).toThrow(
		expect.objectContaining({
			field: 'mailbox',
			message: expect.stringMatching(/items 0 and 4 .*alice@enyoi\.example/),
			remedy: expect.stringContaining('Position Name'),
		}),
	);
	expect(() => check(syncs[2])).toThrow(/items 0 and 4 .*ALICE@enyoi\.example/);
	expect(check(syncs[1])).toBe(syncs[1]);
});

it.each<[string, MailboxSync]>([
	['another mailbox', sync(1, 'bob@enyoi.example')],
	['another name', sync(1, alice, { name: 'payroll' })],
	['the service mailbox', sync(1, alice, { kind: 'serviceMailbox' })],
	['another calendar', sync(1, alice, { calendar: { id: 'AAMk=' } })],
])('tells positions apart by %s', (_, other) => {
	const own = sync(0, alice);
	const check = refuseRepeated([own, other]);

	expect([check(own), check(other)]).toEqual([own, other]);
});

it('has nothing against repeated mailboxes whose position comes with the item', () => {
	const syncs = [brought(0, alice), brought(1, alice)];
	const check = refuseRepeated(syncs);

	expect(syncs.map(check)).toEqual(syncs);
});
