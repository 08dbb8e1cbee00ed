import { minuteMs } from '../../../calendar/civil';
import { findItem } from '../../../ews/operations/findItem';
import { call } from '../../../ews/request';
import { seen, unseen, type Observation } from '../observation';

export const calendarViewEdge: Observation = {
	name: 'calendarViewEdge',
	async look({ exchange, calendar, target, sample }) {
		const { items } = await sample();
		const single = items.find(
			({ calendarItemType, start, end, isAllDayEvent }) =>
				calendarItemType === 'Single' && start && end && start < end && !isAllDayEvent,
		);
		if (!single?.end) return unseen('fewItems');
		const end = new Date(single.end);
		const { items: listed } = await call(
			exchange,
			findItem,
			{
				folder: { id: calendar.id },
				start: end,
				end: new Date(end.getTime() + minuteMs),
				shape: { base: 'IdOnly' },
			},
			target,
		);
		const isListed = listed.some(({ itemId }) => itemId.id === single.itemId.id);
		return seen(isListed ? 'endAtStartIncluded' : 'endAtStartLeftOut');
	},
};
