import { behaviour } from './behaviour';

export const cancellationRecipients = behaviour({
	name: 'cancellationRecipients',
	changes:
		'Those who are told that a meeting is off. Where nobody is left, CancelCalendarItem is refused.',
	values: {
		withoutDeclined: 'everybody invited but those who declined',
		everybody: 'everybody invited',
	},
	standard: 'withoutDeclined',
	source: 'https://github.com/jamesiarmes/php-ews/issues/465',
	certainty: 'experience',
	coping:
		'A meeting to which nobody is left who could come is deleted in place of being cancelled. Any other refusal of those invited is told as that.',
});
