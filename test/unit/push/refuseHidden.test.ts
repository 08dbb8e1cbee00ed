import type { HiddenItems, PlannedAction } from '../../../exchange/push/plan/plan';
import { refuseHidden } from '../../../exchange/push/plan/refuseHidden';
import { timesOn } from './items';

const state = { version: 1 as const, fields: {} };
const create = (event = {}): PlannedAction => ({
	action: 'create',
	externalId: '1',
	input: 0,
	reason: 'new',
	event: { subject: 'Visit', times: timesOn(1), ...event },
	state,
});
const masked = (start = '2026-12-01T09:00:00Z', end = '2026-12-01T10:00:00Z') => ({
	id: 'masked',
	start: Date.parse(start),
	end: Date.parse(end),
});
const refused = (action: PlannedAction, hidden: Partial<HiddenItems> = {}) => {
	const [result] = refuseHidden([action], { omitted: 0, masked: [], ...hidden }, 'alice@x.example');
	return result;
};

describe('where private items may be hidden', () => {
	it.each(['private', 'confidential'] as const)('no %s event is written', (sensitivity) => {
		for (const action of [
			create({ sensitivity }),
			{ ...create({ sensitivity }), action: 'update' as const },
		]) {
			expect(refused(action)).toEqual({
				action: 'fail',
				externalId: '1',
				input: 0,
				reason: 'hiddenInExchange',
				field: 'sensitivity',
				message: expect.stringMatching(/private items of alice@x.example.*Delegate can see/),
			});
		}
	});

	it('others are created where none is hidden, or none at their time', () => {
		for (const sensitivity of ['normal', 'personal', undefined] as const) {
			const action = create({ sensitivity });
			expect(refused(action)).toBe(action);
		}
		const elsewhere = [masked('2026-12-01T08:00:00Z'), masked(undefined, '2026-12-01T11:00:00Z')];
		const action = create();
		expect(refused(action, { masked: elsewhere })).toBe(action);
	});

	it.each<[string, Partial<HiddenItems>]>([
		['some are left out', { omitted: 1 }],
		['one is at their time', { masked: [masked()] }],
	])('none is created where %s', (_, hidden) => {
		const result = refused(create(), hidden);
		expect(result).toMatchObject({ action: 'skip', reason: 'hiddenInExchange' });
		expect(result.message).toContain('impersonation');
		expect(result).not.toHaveProperty('event');
		expect(result).not.toHaveProperty('state');
	});

	it('none that is hidden is linked', () => {
		const adopt = (id: string): PlannedAction => ({ ...create(), action: 'adopt', id });
		expect(refused(adopt('masked'), { masked: [masked()] })).toMatchObject({ action: 'skip' });
		const other = adopt('other');
		expect(refused(other, { masked: [masked()], omitted: 1 })).toBe(other);
	});

	it('what was not found is said to be hidden perhaps', () => {
		const skip = { action: 'skip', externalId: '1', reason: 'notLinked' } as const;
		expect(refused(skip)).toBe(skip);
		for (const hidden of [{ omitted: 1 }, { masked: [masked('2027-01-01T09:00:00Z')] }]) {
			expect(refused(skip, hidden)).toEqual({
				...skip,
				message: expect.stringContaining('private items of alice@x.example'),
			});
		}
		const other = { ...skip, reason: 'attendeeCopy' } as const;
		expect(refused(other, { omitted: 1 })).toBe(other);
		const unchanged = { ...skip, action: 'unchanged' } as const;
		expect(refused(unchanged, { omitted: 1 })).toBe(unchanged);
	});
});
