/** Everything that users of the library see. */
export { connect, type Exchange } from './connection';
export type { ConnectionSettings, ExchangeVersionClaim } from './settings';
export type { CalendarChange, CalendarEvent } from './calendar/event';
export type * from './calendar/graphTypes';
export { getChanges, type GetChangesOptions, type Position } from './changes/getChanges';
export {
	positionStore,
	type PositionStore,
	type PositionStoreOptions,
} from './changes/position/store';
export {
	resolveMailboxes,
	type MailboxUser,
	type ResolvedMailbox,
	type ResolveMailboxesOptions,
} from './mailboxes/resolveMailboxes';
export {
	testConnection,
	type ConnectionReport,
	type TestConnectionOptions,
} from './diagnosis/testConnection';
export {
	describeBehaviours,
	type DescribeBehavioursOptions,
} from './diagnosis/behaviours/describeBehaviours';
export type { BehaviourDescription } from './diagnosis/behaviours/report';
export { planEvents, pushEvents } from './push/pushEvents';
export { applyPlan, type ApplyOptions } from './push/applyPlan';
export { describePlan, type PlanReport } from './push/planReport';
export type { PushOptions, PushResult } from './push/options';
export type { Plan, PlannedAction } from './push/plan/plan';
export type { PushInput } from './push/input/pushInput';
export { twoWay, type SourceChange, type TwoWayOptions, type TwoWayResult } from './push/twoWay';
export { getFreeBusy } from './calendars/availability/getFreeBusy';
export type * from './calendars/availability/freeBusy';
export { findSlots, type FoundSlots, type Slot } from './calendars/availability/findSlots';
export type { FindSlotsOptions } from './calendars/availability/slotOptions';
export { getRoomLists, getRooms, type GetRoomsOptions } from './calendars/rooms/getRooms';
export {
	findFreeRooms,
	type FindFreeRoomsOptions,
	type FoundRoom,
} from './calendars/rooms/findFreeRooms';
export type { Room, RoomList } from './calendars/rooms/room';
export type { RoomChoice } from './calendars/rooms/roomChoice';
export { watchCalendars } from './watch/watchCalendars';
export type { WatchOptions } from './watch/options';
export type {
	WatchedChange,
	WatchedEvent,
	WatchedMoment,
	WatchKind,
	WatchProblem,
} from './watch/watchedEvent';
export { getEvents } from './calendars/events/getEvents';
export { getEvent } from './calendars/events/getEvent';
export { createEvent } from './calendars/events/createEvent';
export { updateEvent } from './calendars/events/updateEvent';
export { deleteEvent } from './calendars/events/deleteEvent';
export { respondToEvent } from './calendars/events/respondToEvent';
export { cancelEvent } from './calendars/events/cancelEvent';
export type * from './calendars/events/options';
export type * from './calendars/events/event';
export { getCalendars } from './calendars/folders/getCalendars';
export { createCalendar } from './calendars/folders/createCalendar';
export { renameCalendar } from './calendars/folders/renameCalendar';
export { deleteCalendar } from './calendars/folders/deleteCalendar';
export type * from './calendars/folders/calendarFolder';
export { getCalendarPermissions } from './calendars/folders/getCalendarPermissions';
export { setCalendarPermission } from './calendars/folders/setCalendarPermission';
export type * from './calendars/folders/permission';
export {
	calendarPermissionLevels,
	type CalendarPermissionLevel,
} from './calendars/folders/permissionLevels';
export { getOutOfOffice } from './calendars/outOfOffice/getOutOfOffice';
export { setOutOfOffice } from './calendars/outOfOffice/setOutOfOffice';
export type * from './calendars/outOfOffice/outOfOffice';
export { getAttachments } from './calendars/attachments/getAttachments';
export { downloadAttachment } from './calendars/attachments/downloadAttachment';
export { addAttachment } from './calendars/attachments/addAttachment';
export { deleteAttachment } from './calendars/attachments/deleteAttachment';
export type * from './calendars/attachments/attachment';
export { eventToIcs } from './calendars/icalendar/eventToIcs';
export { eventFromIcs } from './calendars/icalendar/eventFromIcs';
export type * from './calendars/icalendar/icsEvent';
export type { AnswerTrace, PlanTrace, PositionTrace, RequestTrace, RetryTrace } from './trace';

// Every error class, so that `instanceof` works for each.
export * from './errors';
export {
	AnswerTooSlow,
	Cancelled,
	MailboxNotServed,
	MalformedHttp,
	NameNotResolved,
	RedirectedToErrorPage,
	RedirectRefused,
	TimedOut,
	TransportLimitExceeded,
	Unreachable,
	type RequestPhase,
} from './transport/errors';
export { TlsFailure } from './transport/tlsFailure';
export {
	RefusedForMailbox,
	SignInPaused,
	SignInRefused,
} from './transport/authentication/signInRefused';
export { MalformedXml } from './xml/malformed';
export {
	HttpStatusError,
	InvalidSyncState,
	ItemNotSaved,
	LimitExceeded,
	MailboxFull,
	MalformedResponse,
	RecipientsRefused,
	RequestRefused,
	RequestTooLarge,
	SchemaVersionRefused,
	ServerBusy,
	ServerFailure,
	TemporarilyUnavailable,
	WriteConflict,
	WrongAnswer,
} from './ews/errors';
export {
	AccessDenied,
	AccountDisabled,
	AccountUnusable,
	AddressNotPrimary,
	CalendarIdRefused,
	ImpersonationDenied,
	MailboxNotFound,
	ObjectNotFound,
	ServiceMailboxMissing,
} from './ews/mailboxErrors';
export {
	AutodiscoverFailed,
	MailboxInExchangeOnline,
	MailDomainNotTrusted,
} from './autodiscover/discovery';
export { PositionDenied, PositionRefused } from './changes/position/errors';
export { PositionConflict } from './changes/position/store';
export { GroupCut, GroupNotFound } from './mailboxes/expandGroup';
export { GroupNotRead, GroupTooLarge, TimesNotShown } from './calendars/availability/errors';
export { EventNotFound, SplitUnfinished } from './calendars/events/errors';
export { OccurrencesLost, SeriesLost } from './push/carryOut/seriesErrors';
export { AttachmentTooLarge } from './calendars/attachments/errors';
export { AutomaticRepliesDenied } from './calendars/outOfOffice/errors';
export { EmptySnapshot, TooManyDeletions } from './push/plan/deletionGuard';
