export { type ReportPage, reportPage } from './report-page';
export { TIMELINE_WINDOWS } from './timeline';
