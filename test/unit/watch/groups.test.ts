import { regroup, type Group, type Member } from '../../../exchange/watch/groups';

const member = (mailbox: string, server = 'one', tier = 0): Member => ({ mailbox, server, tier });
const shown = (groups: Group[]) => groups.map(({ id, mailboxes }) => [id, ...mailboxes]);

it('puts mailboxes of one server together, alphabetically, up to the limit', () => {
	const groups = regroup(
		[],
		['d', 'b', 'a', 'c', 'e'].map((name) => member(name)),
		2,
	);
	expect(shown(groups)).toEqual([
		[1, 'a', 'b'],
		[2, 'c', 'd'],
		[3, 'e'],
	]);
});

it('separates servers and tiers', () => {
	const groups = regroup([], [member('a'), member('b', 'two'), member('c', 'one', 1)]);
	expect(shown(groups)).toEqual([
		[1, 'a'],
		[2, 'b'],
		[3, 'c'],
	]);
});

it('leaves who is in a group there, and fills gaps first', () => {
	const before = regroup(
		[],
		['a', 'b', 'c', 'd'].map((name) => member(name)),
		2,
	);
	const after = regroup(
		before,
		['b', 'c', 'd', 'x', 'y'].map((name) => member(name)),
		2,
	);
	expect(shown(after)).toEqual([
		[1, 'b', 'x'],
		[2, 'c', 'd'],
		[3, 'y'],
	]);
});

it('drops empty groups, and moves who changes its tier', () => {
	const before = regroup([], [member('a'), member('b')]);
	const after = regroup(before, [member('a', 'one', 1), member('b', 'one', 1)]);
	expect(after).toEqual([{ id: 2, key: 'one 1', mailboxes: ['a', 'b'] }]);
});

it('takes a mailbox that is named twice once', () => {
	expect(shown(regroup([], [member('a'), member('a')]))).toEqual([[1, 'a']]);
});
