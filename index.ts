/**
 * n8n-nodes-exchange-server: the nodes and credentials for n8n, and the library under them.
 */
export { ExchangeServerApi } from './credentials/ExchangeServerApi.credentials';
export { ExchangeServerOAuth2Api } from './credentials/ExchangeServerOAuth2Api.credentials';
export { ResolveMailbox } from './nodes/ResolveMailbox/ResolveMailbox.node';
export { SyncCalendarItems } from './nodes/SyncCalendarItems/SyncCalendarItems.node';
export { TestExchangeConnection } from './nodes/TestExchangeConnection/TestExchangeConnection.node';

export { connect, type Exchange } from './exchange/connection';
export type { ConnectionSettings, ExchangeVersionClaim } from './exchange/settings';
export * from './exchange/errors';
export type * from './exchange/calendar/event';
export { getChanges, type GetChangesOptions, type Position } from './exchange/changes/getChanges';
export {
	resolveMailboxes,
	type ResolvedMailbox,
	type MailboxUser,
	type ResolveMailboxesOptions,
} from './exchange/mailboxes/resolveMailboxes';
export {
	testConnection,
	type ConnectionReport,
	type TestConnectionOptions,
} from './exchange/diagnosis/testConnection';
export { pushEvents, planEvents } from './exchange/push/pushEvents';
export { applyPlan, type ApplyOptions } from './exchange/push/applyPlan';
export { type PushOptions, type PushResult } from './exchange/push/options';
export { type Plan, type PlannedAction } from './exchange/push/plan/plan';
export { type PushInput } from './exchange/push/input/pushInput';
export {
	twoWay,
	type SourceChange,
	type TwoWayOptions,
	type TwoWayResult,
} from './exchange/push/twoWay';
