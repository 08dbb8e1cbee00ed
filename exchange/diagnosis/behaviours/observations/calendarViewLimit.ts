import { dayMs } from '../../../calendar/civil';
import { findItem } from '../../../ews/operations/findItem';
import { call } from '../../../ews/request';
import { outcomeOf } from '../../../outcome';
import { seen, unseen, type Observation } from '../observation';

const limit = 1000;
/** Half of the longest view that Exchange gives. */
const halfMs = 364 * dayMs;

export const calendarViewLimit: Observation = {
	name: 'calendarViewLimit',
	async look({ exchange, calendar, target, now }) {
		const view = async (from: number, to: number) =>
			await call(
				exchange,
				findItem,
				{
					folder: { id: calendar.id },
					start: new Date(now.getTime() + from),
					end: new Date(now.getTime() + to),
					shape: { base: 'IdOnly' },
				},
				target,
			);
		const isOtherFailure = ({ code }: { code: string }) => code !== 'limit';
		const whole = await outcomeOf(view(-halfMs, halfMs), isOtherFailure);
		if (!whole.ok) return seen('refused');
		const { items, includesLastItemInRange } = whole.value;
		if (!includesLastItemInRange) return seen('cutMarked');
		if (items.length < limit) return unseen('notCut');
		if (items.length > limit) return unseen('otherWay');
		const halves = [await view(-halfMs, 0), await view(0, halfMs)];
		const isCut = halves.some((half) => half.items.length === limit);
		const sum = halves[0].items.length + halves[1].items.length;
		// Whoever goes on over midnight of the middle counts twice.
		return isCut || sum > limit + 50 ? seen('cutUnmarked') : unseen('notCut');
	},
};
