import { behaviour } from './behaviour';

export const timeZoneDefinitions = behaviour({
	name: 'timeZoneDefinitions',
	changes: 'StartTimeZone and EndTimeZone in an answer to GetItem.',
	values: {
		ownId: 'rules of its own under the id `tzone://Microsoft/Custom`',
		oldRules: 'the known id with rules of long ago',
		idOnly: 'the id and the name alone',
		full: 'the known id with all rules',
	},
	standard: 'full',
	source:
		'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/time-zones-and-ews-in-exchange',
	certainty: 'experience',
});
