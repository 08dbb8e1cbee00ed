import { behaviour } from './behaviour';

export const roomListLength = behaviour({
	name: 'roomListLength',
	changes: 'The rooms that GetRooms gives of a room list.',
	values: {
		first100: 'the first 100, and no word of the others',
		all: 'all',
	},
	standard: 'first100',
	source: 'none',
	certainty: 'experience',
	coping: 'Where 100 rooms come, the list is read as a group too (ExpandDL).',
});
