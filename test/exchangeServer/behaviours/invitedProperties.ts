import { behaviour } from './behaviour';

export const invitedProperties = behaviour({
	name: 'invitedProperties',
	changes:
		'The extended properties of a meeting in the calendars of those who are invited to it, with each invitation and update.',
	values: {
		copied: 'those of the organizer’s item',
		left: 'none of them',
	},
	standard: 'copied',
	source: 'https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/519',
	certainty: 'source',
	coping:
		'An _External ID_ or key that came with an invitation says nothing of the calendar that it came into: the meeting belongs to no source there, and its end is no deletion of the event.',
});
