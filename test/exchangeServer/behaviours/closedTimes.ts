import { behaviour } from './behaviour';

export const closedTimes = behaviour({
	name: 'closedTimes',
	changes:
		'What GetUserAvailability says of people whose times nobody may see, and of groups of none but such people, or of nobody.',
	values: {
		viewNone: 'a success, and the view None without times or digits',
		refused: 'ErrorNoFreeBusyAccess of people; such a group is free at all times',
	},
	standard: 'viewNone',
	source:
		'https://learn.microsoft.com/dotnet/api/microsoft.exchange.webservices.data.freebusyviewtype (None: no view could be returned)',
	certainty: 'source',
	coping:
		'They are unknown, and told with the reason. A room is not free then, and a group is read by its members.',
});
