import { acceptance } from './acceptance';
import { attendeeAddresses } from './attendeeAddresses';
import { availabilityWindow } from './availabilityWindow';
import { batchLimit } from './batchLimit';
import { busy } from './busy';
import { busyMoment } from './busyMoment';
import { calendarViewEdge } from './calendarViewEdge';
import { calendarViewLimit } from './calendarViewLimit';
import { cancellationRecipients } from './cancellationRecipients';
import { changedRecipients } from './changedRecipients';
import { changeKeys } from './changeKeys';
import { changeOrder } from './changeOrder';
import { closedTimes } from './closedTimes';
import { configurationTwice } from './configurationTwice';
import { deletedOccurrenceIds } from './deletedOccurrenceIds';
import { directoryAskers } from './directoryAskers';
import { distinguishedFolderAddress } from './distinguishedFolderAddress';
import { duplicateUids } from './duplicateUids';
import { emptiedAttendees } from './emptiedAttendees';
import { emptyCategories } from './emptyCategories';
import { folderRoot } from './folderRoot';
import { hiddenItems } from './hiddenItems';
import { hiddenWrites } from './hiddenWrites';
import { htmlBodies } from './htmlBodies';
import { invitedProperties } from './invitedProperties';
import { largeRequests } from './largeRequests';
import { loneTimes } from './loneTimes';
import { lostSubscriptions } from './lostSubscriptions';
import { mailboxTimeZone } from './mailboxTimeZone';
import { meetingResponses } from './meetingResponses';
import { meetingsWithoutAttendees } from './meetingsWithoutAttendees';
import { nameResolution } from './nameResolution';
import { notificationNamespace } from './notificationNamespace';
import { occurrenceAnswers } from './occurrenceAnswers';
import { occurrenceCancellation } from './occurrenceCancellation';
import { occurrenceDeletions } from './occurrenceDeletions';
import { occurrenceSensitivity } from './occurrenceSensitivity';
import { othersDeletedItems } from './othersDeletedItems';
import { othersTimeZones } from './othersTimeZones';
import { patternChange } from './patternChange';
import { poisonItems } from './poisonItems';
import { privateItems } from './privateItems';
import { propertySetForm } from './propertySetForm';
import { propertyValues } from './propertyValues';
import { recurrenceReset } from './recurrenceReset';
import { reminders } from './reminders';
import { replyLength } from './replyLength';
import { restrictedSearches } from './restrictedSearches';
import { roomAnswers } from './roomAnswers';
import { roomListLength } from './roomListLength';
import { rooms } from './rooms';
import { searchedTexts } from './searchedTexts';
import { sentCopies } from './sentCopies';
import { serverTimeZones } from './serverTimeZones';
import { silentAnswers } from './silentAnswers';
import { staleKeys } from './staleKeys';
import { subjectLength } from './subjectLength';
import { syncEnd } from './syncEnd';
import { textBodies } from './textBodies';
import { texts } from './texts';
import { timePrecision } from './timePrecision';
import { timeZoneDefinitions } from './timeZoneDefinitions';
import { trackingOnMove } from './trackingOnMove';
import { transient401 } from './transient401';
import { unknownMailbox } from './unknownMailbox';
import { updateOrder } from './updateOrder';
import { yearlyPatterns } from './yearlyPatterns';
import { zoneOfUpdate } from './zoneOfUpdate';

const reading = [
	restrictedSearches,
	calendarViewLimit,
	calendarViewEdge,
	syncEnd,
	changeOrder,
	poisonItems,
	batchLimit,
	searchedTexts,
	availabilityWindow,
	notificationNamespace,
	lostSubscriptions,
	hiddenWrites,
	deletedOccurrenceIds,
] as const;

const rights = [
	privateItems,
	hiddenItems,
	closedTimes,
	othersDeletedItems,
	othersTimeZones,
	folderRoot,
] as const;

const directory = [
	nameResolution,
	directoryAskers,
	roomListLength,
	distinguishedFolderAddress,
	unknownMailbox,
	mailboxTimeZone,
	serverTimeZones,
	timeZoneDefinitions,
] as const;

const writing = [
	htmlBodies,
	textBodies,
	texts,
	subjectLength,
	replyLength,
	timePrecision,
	reminders,
	emptyCategories,
	propertySetForm,
	propertyValues,
	updateOrder,
	zoneOfUpdate,
	loneTimes,
	recurrenceReset,
	patternChange,
	occurrenceSensitivity,
	occurrenceDeletions,
	yearlyPatterns,
	attendeeAddresses,
	changeKeys,
	staleKeys,
	duplicateUids,
	configurationTwice,
] as const;

const meetings = [
	acceptance,
	occurrenceAnswers,
	meetingResponses,
	silentAnswers,
	meetingsWithoutAttendees,
	emptiedAttendees,
	invitedProperties,
	sentCopies,
	trackingOnMove,
	occurrenceCancellation,
	cancellationRecipients,
	changedRecipients,
	rooms,
	roomAnswers,
] as const;

const frontEnd = [transient401, largeRequests, busy, busyMoment] as const;

/** Every point in which real servers differ, or may. A new one is a file beside this one and a line here. */
export const behaviours = [
	...reading,
	...rights,
	...directory,
	...writing,
	...meetings,
	...frontEnd,
] as const;

/** The same, by what they are about. */
export const behavioursByTopic = {
	Reading: reading,
	Rights: rights,
	Directory: directory,
	Writing: writing,
	Meetings: meetings,
	'Front end': frontEnd,
};
