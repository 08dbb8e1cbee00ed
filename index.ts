/**
 * n8n-nodes-exchange-server: the nodes and credentials for n8n, and the library under them.
 */
export { ExchangeServerApi } from './credentials/ExchangeServerApi.credentials';
export { ExchangeServerOAuth2Api } from './credentials/ExchangeServerOAuth2Api.credentials';
export { ExchangeCalendar } from './nodes/ExchangeCalendar/ExchangeCalendar.node';
export { ExchangeCalendarTrigger } from './nodes/ExchangeCalendarTrigger/ExchangeCalendarTrigger.node';
export { ResolveMailbox } from './nodes/ResolveMailbox/ResolveMailbox.node';
export { SyncCalendarItems } from './nodes/SyncCalendarItems/SyncCalendarItems.node';
export { TestExchangeConnection } from './nodes/TestExchangeConnection/TestExchangeConnection.node';

export * from './exchange';
