import type { Observation, Reason } from './observation';
import { availabilityWindow } from './observations/availabilityWindow';
import { batchLimit } from './observations/batchLimit';
import { calendarViewEdge } from './observations/calendarViewEdge';
import { calendarViewLimit } from './observations/calendarViewLimit';
import { changeOrder } from './observations/changeOrder';
import { distinguishedFolderAddress } from './observations/distinguishedFolderAddress';
import { folderRoot } from './observations/folderRoot';
import { hiddenItems } from './observations/hiddenItems';
import { largeRequests } from './observations/largeRequests';
import { mailboxTimeZone } from './observations/mailboxTimeZone';
import { nameResolution } from './observations/nameResolution';
import { privateItems } from './observations/privateItems';
import { propertySetForm } from './observations/propertySetForm';
import { restrictedSearches } from './observations/restrictedSearches';
import { searchedTexts } from './observations/searchedTexts';
import { serverTimeZones } from './observations/serverTimeZones';
import { syncEnd } from './observations/syncEnd';
import { timeZoneDefinitions } from './observations/timeZoneDefinitions';
import { unknownMailbox } from './observations/unknownMailbox';

/** Behaviours that reading shows. A new one is a file beside these and a line here. */
export const observations: readonly Observation[] = [
	restrictedSearches,
	calendarViewLimit,
	calendarViewEdge,
	syncEnd,
	changeOrder,
	batchLimit,
	searchedTexts,
	availabilityWindow,
	privateItems,
	hiddenItems,
	folderRoot,
	nameResolution,
	distinguishedFolderAddress,
	unknownMailbox,
	mailboxTimeZone,
	serverTimeZones,
	timeZoneDefinitions,
	propertySetForm,
	largeRequests,
];

const names = (text: string) => text.trim().split(/\s+/);

/** The others, by why reading does not show them. */
export const unseenBehaviours: ReadonlyArray<readonly [Reason, readonly string[]]> = [
	['damage', ['poisonItems']],
	['organization', ['directoryAskers', 'roomListLength', 'closedTimes']],
	['load', ['transient401', 'busy', 'busyMoment']],
	['whileItHappens', ['notificationNamespace', 'lostSubscriptions', 'hiddenWrites']],
	[
		'writing',
		names(`
			deletedOccurrenceIds othersDeletedItems othersTimeZones
			htmlBodies textBodies texts subjectLength replyLength timePrecision reminders emptyCategories propertyValues
			updateOrder zoneOfUpdate loneTimes recurrenceReset patternChange occurrenceSensitivity
			occurrenceDeletions yearlyPatterns attendeeAddresses changeKeys staleKeys duplicateUids configurationTwice
			acceptance occurrenceAnswers meetingResponses silentAnswers meetingsWithoutAttendees emptiedAttendees
			invitedProperties sentCopies trackingOnMove occurrenceCancellation cancellationRecipients changedRecipients rooms roomAnswers
		`),
	],
];
