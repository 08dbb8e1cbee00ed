import type { INodeProperties } from 'n8n-workflow';
import { calendarParameter } from '../../shared/calendarParameter';

/** A calendar beside the default one, which is neither renamed nor deleted. */
export const otherCalendarParameter: INodeProperties = {
	...calendarParameter,
	default: { mode: 'list', value: '' },
	required: true,
	description: 'Which calendar of the mailbox; not the default one',
};

export const nameParameter: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Project Alpha',
	description: 'Name of the calendar, 1 to 255 characters',
};
